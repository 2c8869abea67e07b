import Button from 'antd/es/button'
import { type PointerEvent, useEffect, useRef, useState } from 'react'
import { useT } from '../lib/i18n'
import css from './SignaturePad.module.css'

interface Props {
  /** Who signs. */
  name: string
  /** A PNG with a clear background after every stroke; null when wiped. */
  onChange: (png: Blob | null) => void
}

const HEIGHT = 160
const INK = '#24211E'

/** A place to sign with finger, pen or mouse. */
export function SignaturePad({ name, onChange }: Props) {
  const t = useT()
  const ask = name === '' ? t('ui.sign_here_anybody') : t('ui.sign_here', { name })
  const canvas = useRef<HTMLCanvasElement>(null)
  const last = useRef<{ x: number; y: number } | null>(null)
  const [empty, setEmpty] = useState(true)

  useEffect(() => {
    const node = canvas.current
    if (!node) return
    const scale = Math.min(devicePixelRatio || 1, 3)
    node.width = Math.round(node.clientWidth * scale)
    node.height = HEIGHT * scale
    const pen = node.getContext('2d')
    if (!pen) return
    pen.scale(scale, scale)
    pen.lineCap = 'round'
    pen.lineJoin = 'round'
    pen.strokeStyle = INK
  }, [])

  const place = (event: PointerEvent<HTMLCanvasElement>) => {
    const box = event.currentTarget.getBoundingClientRect()
    return { x: event.clientX - box.left, y: event.clientY - box.top }
  }
  const draw = (event: PointerEvent<HTMLCanvasElement>) => {
    const from = last.current
    const pen = event.currentTarget.getContext('2d')
    if (!from || !pen) return
    const to = place(event)
    pen.lineWidth = event.pressure > 0 && event.pointerType === 'pen' ? 1.5 + event.pressure * 2.5 : 2.6
    pen.beginPath()
    pen.moveTo(from.x, from.y)
    pen.lineTo(to.x, to.y)
    pen.stroke()
    last.current = to
  }
  const down = (event: PointerEvent<HTMLCanvasElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId)
    last.current = place(event)
    draw(event)
    setEmpty(false)
  }
  const up = () => {
    if (!last.current) return
    last.current = null
    canvas.current?.toBlob(onChange, 'image/png')
  }
  const wipe = () => {
    const node = canvas.current
    node?.getContext('2d')?.clearRect(0, 0, node.width, node.height)
    setEmpty(true)
    onChange(null)
  }

  return (
    <div>
      <div className={css.pad}>
        <canvas
          ref={canvas}
          aria-label={ask}
          onPointerDown={down}
          onPointerMove={draw}
          onPointerUp={up}
          onPointerCancel={up}
        />
        {empty ? <span className={css.hint}>{ask}</span> : null}
      </div>
      <div className={css.foot}>
        <span>{name}</span>
        <Button size="small" disabled={empty} onClick={wipe}>
          {t('ui.sign_again')}
        </Button>
      </div>
    </div>
  )
}
