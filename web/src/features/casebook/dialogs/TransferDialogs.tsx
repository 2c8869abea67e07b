import Checkbox from 'antd/es/checkbox'
import Radio from 'antd/es/radio'
import Select from 'antd/es/select'
import { useCodes } from '../../../api/codes'
import { client, data, done, once } from '../../../api/http'
import { addDays } from '../../../lib/dates'
import { useT } from '../../../lib/i18n'
import { DateInput } from '../../../ui/DateInput'
import { OrgSelect } from '../../../ui/RemoteSelect'
import { useToday } from '../../../ui/today'
import { type DialogProps, FormDialog } from './FormDialog'
import { Item, Words } from './fields'

interface Transfer {
  kind: 'lead' | 'part'
  to_org_id: string
  need?: string
  reason: string
}

export function TransferDialog({ file, onClose }: DialogProps) {
  const t = useT()
  const codes = useCodes()
  const { id, title, needs, lead_org_id } = file.book.case
  return (
    <FormDialog<Transfer>
      file={file}
      title={t('casebook.do_transfer')}
      intro={t('casebook.intro_transfer', { name: title })}
      verb={t('casebook.send_transfer')}
      done={t('casebook.transfer_sent_done')}
      initial={{ kind: 'part', need: needs[0] }}
      send={(values, key, version) =>
        data(
          client.POST('/api/v1/cases/{id}/transfers', {
            params: { path: { id } },
            headers: once(key),
            body: { ...values, version, need: values.need ?? '' },
          }),
        )
      }
      onClose={onClose}
    >
      <Item name="kind" label={t('casebook.transfer_kind')}>
        <Radio.Group
          options={(['part', 'lead'] as const).map((value) => ({
            value,
            label: t(`casebook.transfer_kind_${value}`),
          }))}
        />
      </Item>
      <Item
        name="to_org_id"
        label={t('casebook.transfer_to')}
        rules={[{ required: true, message: t('casebook.fill', { name: t('casebook.transfer_to') }) }]}
      >
        <OrgSelect kind="department" without={lead_org_id} />
      </Item>
      <Item name="need" label={t('casebook.transfer_need')}>
        <Select allowClear options={needs.map((value) => ({ value, label: codes.label('need', value) }))} />
      </Item>
      <Words name="reason" label={t('casebook.transfer_reason')} max={500} />
    </FormDialog>
  )
}

interface TransferAnswer {
  answer: 'accept' | 'return' | 'done'
  text?: string
}

export function AnswerTransferDialog({ file, id: transferId = '', onClose }: DialogProps) {
  const t = useT()
  const { id } = file.book.case
  const sheet = file.book.transfers.find((one) => one.id === transferId)
  const choices = (sheet?.can ?? []) as TransferAnswer['answer'][]
  return (
    <FormDialog<TransferAnswer>
      file={file}
      title={t(choices.includes('done') ? 'casebook.transfer_report' : 'casebook.do_answer_transfer')}
      intro={
        sheet
          ? t('casebook.intro_answer_transfer', {
              from: sheet.from_name,
              number: sheet.number,
              reason: sheet.reason,
            })
          : null
      }
      verb={t('casebook.confirm')}
      done={t('casebook.done')}
      initial={{ answer: choices[0] }}
      send={(values, key) =>
        data(
          client.POST('/api/v1/cases/{id}/transfers/{transfer_id}/answer', {
            params: { path: { id, transfer_id: transferId } },
            headers: once(key),
            body: { answer: values.answer, text: values.text ?? '' },
          }),
        )
      }
      onClose={onClose}
    >
      {choices.length > 1 ? (
        <Item name="answer" label={t('casebook.transfer_answer')}>
          <Radio.Group options={choices.map((value) => ({ value, label: t(`casebook.answer_${value}`) }))} />
        </Item>
      ) : (
        <Item name="answer" hidden>
          <input type="hidden" />
        </Item>
      )}
      <Words name="text" label={t('casebook.transfer_text')} optional={choices.includes('accept')} />
    </FormDialog>
  )
}

const parts = ['members', 'economy', 'papers', 'opinions', 'timeline', 'plan'] as const

interface Invite {
  org_id: string
  fields: string[]
  until_on: string
  reason: string
}

/** Another department ("N") sees listed parts of this one case until a day. */
export function InviteDialog({ file, onClose }: DialogProps) {
  const t = useT()
  const today = useToday()
  const { id, title, lead_org_id } = file.book.case
  return (
    <FormDialog<Invite>
      file={file}
      title={t('casebook.do_invite')}
      intro={t('casebook.intro_invite', { name: title })}
      verb={t('casebook.invite_verb')}
      done={t('casebook.invited')}
      initial={{ fields: ['members'], until_on: addDays(today, 30) }}
      send={(values, key) =>
        done(
          client.POST('/api/v1/cases/{id}/invite', {
            params: { path: { id } },
            headers: once(key),
            body: values,
          }),
        )
      }
      onClose={onClose}
    >
      <Item
        name="org_id"
        label={t('casebook.invite_whom')}
        rules={[{ required: true, message: t('casebook.fill', { name: t('casebook.invite_whom') }) }]}
      >
        <OrgSelect kind="department" without={lead_org_id} />
      </Item>
      <Item
        name="fields"
        label={t('casebook.invite_fields')}
        rules={[{ required: true, message: t('casebook.fill', { name: t('casebook.invite_fields') }) }]}
      >
        <Checkbox.Group options={parts.map((value) => ({ value, label: t(`casebook.part_${value}`) }))} />
      </Item>
      <Item name="until_on" label={t('casebook.invite_until')} rules={[{ required: true }]}>
        <DateInput min={today} max={addDays(today, 365)} />
      </Item>
      <Words name="reason" label={t('ui.reason')} max={200} rows={2} />
    </FormDialog>
  )
}
