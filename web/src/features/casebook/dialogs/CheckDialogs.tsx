import Form from 'antd/es/form'
import Radio from 'antd/es/radio'
import Select from 'antd/es/select'
import { useState } from 'react'
import { client, data, once } from '../../../api/http'
import type { StoredFile } from '../../../api/upload'
import { useT } from '../../../lib/i18n'
import { DateInput } from '../../../ui/DateInput'
import { FileUpload } from '../../../ui/FileUpload'
import { useToday } from '../../../ui/today'
import { type DialogProps, FormDialog } from './FormDialog'
import { Item, Line, Words } from './fields'

interface Signature {
  person_id: string
  signed_on: string
  signer: 'own' | 'guardian' | 'representative'
  signer_name?: string
  signer_relation?: string
  reason?: string
}

/** A signed authorisation of one adult, with its scan. */
export function AuthoriseDialog({ file, onClose }: DialogProps) {
  const t = useT()
  const today = useToday()
  const { id } = file.book.case
  const [scan, setScan] = useState<StoredFile[]>([])
  const wanted = (file.check?.members ?? []).filter((one) => one.is_adult && one.state !== 'valid')
  return (
    <FormDialog<Signature>
      file={file}
      title={t('casebook.do_authorise')}
      intro={t('casebook.intro_authorise')}
      verb={t('casebook.receive')}
      done={t('casebook.done')}
      initial={{ person_id: wanted[0]?.person_id, signed_on: today, signer: 'own' }}
      send={(values, key) =>
        data(
          client.POST('/api/v1/cases/{id}/authorisations', {
            params: { path: { id } },
            headers: once(key),
            body: { ...values, channel: 'paper', file_id: scan[0]?.id ?? '', text_version: '2018-1' },
          }),
        )
      }
      onClose={onClose}
    >
      <Item name="person_id" label={t('casebook.signed_by')} rules={[{ required: true }]}>
        <Select
          options={wanted.map((one) => ({
            value: one.person_id,
            label: `${one.name}（${t(`casebook.signed_${one.state}`)}）`,
          }))}
        />
      </Item>
      <Item name="signed_on" label={t('casebook.signed_on')} rules={[{ required: true }]}>
        <DateInput max={today} />
      </Item>
      <Item name="signer" label={t('casebook.signer')}>
        <Radio.Group
          options={(['own', 'guardian', 'representative'] as const).map((value) => ({
            value,
            label: t(`casebook.signer_${value}`),
          }))}
        />
      </Item>
      <Form.Item noStyle shouldUpdate={(a: Signature, b: Signature) => a.signer !== b.signer}>
        {({ getFieldValue }) =>
          getFieldValue('signer') === 'own' ? null : (
            <>
              <Line name="signer_name" label={t('casebook.signer_name')} />
              <Line name="signer_relation" label={t('casebook.signer_relation')} />
              <Line name="reason" label={t('casebook.signer_reason')} max={200} />
            </>
          )
        }
      </Form.Item>
      <FileUpload
        value={scan}
        onChange={setScan}
        label={t('casebook.scan_authorisation')}
        accept="image/*,application/pdf"
        max={1}
      />
    </FormDialog>
  )
}

/** Asks the check centre about the whole household, all sources. */
export function CheckDialog({ file, onClose }: DialogProps) {
  const t = useT()
  const { id, state } = file.book.case
  const first = state === 'accepted'
  return (
    <FormDialog<{ purpose: string }>
      file={file}
      title={t(first ? 'casebook.do_check' : 'casebook.check_again')}
      intro={t('casebook.intro_check', { n: file.check?.members.length ?? file.book.members.length })}
      verb={t('casebook.check_verb')}
      done={t('casebook.check_sent')}
      initial={{ purpose: t('casebook.check_purpose') }}
      send={(values, key, version) =>
        data(
          client.POST('/api/v1/cases/{id}/checks', {
            params: { path: { id } },
            headers: once(key),
            body: { ...values, version },
          }),
        )
      }
      onClose={onClose}
    >
      <Words name="purpose" label={t('casebook.purpose')} rows={2} max={200} />
    </FormDialog>
  )
}
