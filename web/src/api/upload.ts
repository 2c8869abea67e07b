import { language } from '../lib/i18n'
import { ApiError } from './errors'
import { BASE } from './http'
import { reportSignedOut } from './status'

/** A file that the server holds. */
export interface StoredFile {
  id: string
  sha256: string
  name: string
  size: number
  media_type: string
}

/** Sends one file and reports progress from 0 to 1; `kind` (photo, signature …) narrows what the server takes. */
export function upload(
  file: Blob,
  name: string,
  onProgress?: (part: number) => void,
  kind?: string,
): Promise<StoredFile> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', `${BASE}/files${kind ? `?kind=${kind}` : ''}`)
    request.setRequestHeader('Accept-Language', language())
    request.responseType = 'json'
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress?.(event.loaded / event.total)
    }
    request.onerror = () => reject(new ApiError(0, { code: 'web.offline' }))
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) return resolve(request.response as StoredFile)
      if (request.status === 401) reportSignedOut()
      reject(new ApiError(request.status, request.response ?? {}))
    }
    const form = new FormData()
    form.append('file', file, name)
    request.send(form)
  })
}
