import { useQueryClient } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Form from 'antd/es/form'
import Input from 'antd/es/input'
import Modal from 'antd/es/modal'
import { useState } from 'react'
import type { StoredFile } from '../../api/upload'
import { useAction } from '../../api/useAction'
import { useT } from '../../lib/i18n'
import { FileUpload } from '../../ui/FileUpload'
import { ReasonDialog } from '../../ui/ReasonDialog'
import { cancelCheck, checkKeys, objectToReport, reviewReport } from './queries'
import type { Request } from './types'

interface Props {
  open: boolean
  request: Request
  onClose: () => void
}

function useAfter(onClose: () => void) {
  const queries = useQueryClient()
  return async () => {
    onClose()
    await queries.invalidateQueries({ queryKey: checkKeys.all })
  }
}

export function CancelDialog({ open, request, onClose }: Props) {
  const t = useT()
  const onDone = useAfter(onClose)
  const action = useAction({
    send: (reason: string, key: string) => cancelCheck(request.id, { version: request.version, reason }, key),
    done: t('check.cancel_done'),
    onDone,
  })
  return (
    <ReasonDialog
      open={open}
      title={t('check.cancel')}
      confirm={t('check.cancel')}
      danger
      pending={action.pending}
      onConfirm={action.run}
      onClose={onClose}
    />
  )
}

/** The reviewer is somebody else than the checker: issues the report or sends it back with a word why. */
export function ReviewDialog({ open, request, onClose }: Props) {
  const t = useT()
  const [note, setNote] = useState('')
  const onDone = useAfter(onClose)
  const action = useAction({
    send: (approve: boolean, key: string) =>
      reviewReport(request.id, { version: request.version, approve, note }, key),
    done: t('check.review_done'),
    onDone,
  })
  return (
    <Modal
      open={open}
      title={t('check.review_title', { number: request.number })}
      onCancel={onClose}
      footer={[
        <Button
          key="back"
          disabled={note.trim().length < 2}
          loading={action.pending}
          onClick={() => action.run(false)}
        >
          {t('check.send_back')}
        </Button>,
        <Button key="issue" type="primary" loading={action.pending} onClick={() => action.run(true)}>
          {t('check.issue')}
        </Button>,
      ]}
    >
      <p>
        {t('check.review_hint', {
          who: request.checker,
          conclusion: t(`check.conclusion_${request.conclusion}`),
        })}
      </p>
      <Input.TextArea
        aria-label={t('check.review_note')}
        placeholder={t('check.review_note')}
        rows={3}
        maxLength={500}
        value={note}
        onChange={(event) => setNote(event.target.value)}
      />
    </Modal>
  )
}

interface ObjectValues {
  from_name: string
  text: string
}

/** The applicant objects, with evidence; it brings one recheck. */
export function ObjectDialog({ open, request, onClose }: Props) {
  const t = useT()
  const [form] = Form.useForm<ObjectValues>()
  const [files, setFiles] = useState<StoredFile[]>([])
  const onDone = useAfter(onClose)
  const action = useAction({
    send: (values: ObjectValues, key: string) =>
      objectToReport(request.id, { ...values, files: files.map((one) => one.id) }, key),
    form,
    done: t('check.object_done'),
    onDone,
  })
  const needed = [{ required: true, message: t('check.needed') }]
  return (
    <Modal
      open={open}
      title={t('check.object')}
      okText={files.length === 0 ? t('check.lack_evidence') : t('check.object_verb')}
      okButtonProps={{ disabled: files.length === 0, loading: action.pending }}
      onOk={form.submit}
      onCancel={onClose}
      destroyOnHidden
    >
      <p className="sec">{t('check.object_hint')}</p>
      <Form form={form} layout="vertical" preserve={false} onFinish={action.run}>
        <Form.Item name="from_name" label={t('check.from_name')} rules={needed}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="text" label={t('check.object_text')} rules={needed}>
          <Input.TextArea rows={4} maxLength={1000} />
        </Form.Item>
      </Form>
      <FileUpload
        value={files}
        onChange={setFiles}
        label={t('check.evidence_files')}
        accept="image/*,application/pdf"
      />
    </Modal>
  )
}
