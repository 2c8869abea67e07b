import { useMutation } from '@tanstack/react-query'
import type { FormInstance } from 'antd/es/form'
import { useRef } from 'react'
import { type ApiError, asApiError, namePath } from './errors'
import { newKey } from './http'
import { useNotify } from './notify'
import { sentenceOf } from './sentence'

interface Call<I> {
  input: I
  key: string
}

interface Options<I, O> {
  /** Sends the request; hand `key` to api.post and the like. */
  send: (input: I, key: string) => Promise<O>
  /** Refused inputs are marked in this form. */
  form?: FormInstance
  /** Said after success. */
  done?: string
  onDone?: (output: O, input: I) => void | Promise<void>
  /** Answer true when the page shows this refusal itself; then nothing else says it. */
  onRefused?: (error: ApiError) => boolean
}

/**
 * Every change a person makes goes through here. It keeps one idempotency key per action (the same input after a lost
 * answer sends the same key) and decides where a refusal is shown: in the form, by the page, or as a message.
 */
export function useAction<I, O>(options: Options<I, O>) {
  const notify = useNotify()
  const open = useRef<{ text: string; key: string } | null>(null)

  const mutation = useMutation<O, Error, Call<I>>({
    mutationFn: ({ input, key }) => options.send(input, key),
    onSuccess: async (output, { input }) => {
      open.current = null
      if (options.done) notify.done(options.done)
      await options.onDone?.(output, input)
    },
    onError: (error) => {
      const refusal = asApiError(error)
      if (!refusal.passing) open.current = null
      if (options.onRefused?.(refusal)) return
      show(refusal, options.form, notify.refused)
    },
  })

  const run = (input: I) => {
    if (mutation.isPending) return
    const text = JSON.stringify(input) ?? ''
    const key = open.current?.text === text ? open.current.key : newKey()
    open.current = { text, key }
    mutation.mutate({ input, key })
  }
  return { run, pending: mutation.isPending, error: mutation.error ? asApiError(mutation.error) : null }
}

function show(error: ApiError, form: FormInstance | undefined, say: (sentence: string) => void) {
  if (error.status === 401) return // the sign-in page explains
  const known = new Set(form?.getFieldsError().map((field) => field.name.join('.')))
  const here = error.fields.filter((field) => known.has(namePath(field.path).join('.')))
  form?.setFields(
    here.map((field) => ({
      name: namePath(field.path),
      [field.warn ? 'warnings' : 'errors']: [field.detail],
    })),
  )
  const first = here[0]
  if (first) form?.scrollToField(namePath(first.path), { block: 'center', focus: true })
  const elsewhere = error.fields.filter((field) => !here.includes(field))
  if (first && elsewhere.length === 0) return
  say(elsewhere.length > 0 ? elsewhere.map((field) => field.detail).join('；') : sentenceOf(error))
}
