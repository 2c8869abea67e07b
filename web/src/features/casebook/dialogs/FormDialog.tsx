import { useQueryClient } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Form from 'antd/es/form'
import Modal from 'antd/es/modal'
import { type ReactNode, useState } from 'react'
import { useAction } from '../../../api/useAction'
import { useT } from '../../../lib/i18n'
import css from '../casebook.module.css'
import { caseKeys } from '../queries'
import type { CaseFile } from '../types'

export interface DialogProps {
  file: CaseFile
  onClose: () => void
  /** The transfer or question that it is about. */
  id?: string
}

interface Props<V> {
  file: CaseFile
  title: string
  /** What will happen, and what follows from it. */
  intro?: ReactNode
  /** The verb on the button. */
  verb: string
  danger?: boolean
  width?: number
  initial?: Partial<V>
  /** Sends what was entered with the version that the page shows. */
  send: (values: V, key: string, version: number) => Promise<unknown>
  done: string
  onDone?: () => void
  onClose: () => void
  children?: ReactNode
}

/** A question of the page to the person, sent with the version read; somebody else's change in between is shown with who and when. */
export function FormDialog<V extends object>(props: Props<V>) {
  const {
    file,
    title,
    intro,
    verb,
    danger,
    width = 520,
    initial,
    send,
    done,
    onDone,
    onClose,
    children,
  } = props
  const t = useT()
  const queries = useQueryClient()
  const [form] = Form.useForm<V>()
  const [conflict, setConflict] = useState('')
  const c = file.book.case
  const reload = () => queries.invalidateQueries({ queryKey: caseKeys.page(c.id) })
  const action = useAction<V, unknown>({
    form,
    send: (values, key) => send(values, key, c.version),
    done,
    onDone: async () => {
      onClose()
      onDone?.()
      await Promise.all([
        queries.invalidateQueries({ queryKey: caseKeys.all }),
        queries.invalidateQueries({ queryKey: ['workbench'] }),
      ])
    },
    onRefused: (error) => {
      if (error.code !== 'stale') return false
      setConflict(error.detail)
      return true
    },
  })
  return (
    <Modal
      open
      title={title}
      width={width}
      okText={verb}
      okButtonProps={{ danger, loading: action.pending }}
      cancelButtonProps={{ disabled: action.pending }}
      onOk={() => form.submit()}
      onCancel={onClose}
      mask={{ closable: false }}
    >
      {intro ? <div className={css.intro}>{intro}</div> : null}
      {conflict ? (
        <div className={css.conflict} role="alert">
          <p>{conflict}</p>
          <Button
            size="small"
            onClick={() => {
              setConflict('')
              void reload()
            }}
          >
            {t('casebook.reload')}
          </Button>
        </div>
      ) : null}
      <Form<V>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={initial as object}
        onFinish={(values) => action.run(values)}
        scrollToFirstError={{ focus: true }}
      >
        {children}
      </Form>
    </Modal>
  )
}
