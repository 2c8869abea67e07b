import Radio from 'antd/es/radio'
import Select from 'antd/es/select'
import { useCodes } from '../../../api/codes'
import { client, data, once } from '../../../api/http'
import { useT } from '../../../lib/i18n'
import { yuan } from '../../../lib/money'
import { type DialogProps, FormDialog } from './FormDialog'
import { Item, Line, Words } from './fields'

interface Notice {
  place: string
  unit: string
  phone: string
}

function NoticeFields() {
  const t = useT()
  return (
    <>
      <Line
        name="place"
        label={t('casebook.notice_place')}
        max={100}
        placeholder={t('casebook.notice_place_hint')}
      />
      <Line name="unit" label={t('casebook.notice_unit')} placeholder={t('casebook.notice_unit_hint')} />
      <Line name="phone" label={t('casebook.notice_phone')} max={20} />
    </>
  )
}

function useNoticeStart({ file }: DialogProps): Partial<Notice> {
  const c = file.book.case
  const last = file.book.notices.at(-1)
  return {
    place: last?.place ?? '',
    unit: last?.content.unit ?? ([c.street, file.book.household.community].join('') || c.area_name),
    phone: last?.content.phone ?? '',
  }
}

export function PublishNoticeDialog(props: DialogProps) {
  const t = useT()
  const { file, onClose } = props
  const codes = useCodes()
  const { id, needs, proposed_fen } = file.book.case
  const initial = useNoticeStart(props)
  return (
    <FormDialog<Notice>
      file={file}
      title={t('casebook.do_publish_notice')}
      intro={t('casebook.intro_publish_notice', {
        needs: needs.map((need) => codes.label('need', need)).join('、'),
        amount: yuan(proposed_fen),
        n: file.book.members.length,
      })}
      verb={t('casebook.do_publish_notice')}
      done={t('casebook.done')}
      initial={initial}
      send={(values, key, version) =>
        data(
          client.POST('/api/v1/cases/{id}/notice', {
            params: { path: { id } },
            headers: once(key),
            body: { ...values, version },
          }),
        )
      }
      onClose={onClose}
    >
      <NoticeFields />
    </FormDialog>
  )
}

export function CloseNoticeDialog({ file, onClose }: DialogProps) {
  const t = useT()
  const { id, notice_to } = file.book.case
  return (
    <FormDialog<object>
      file={file}
      title={t('casebook.do_close_notice')}
      intro={t('casebook.intro_close_notice', { date: notice_to })}
      verb={t('casebook.no_objection')}
      done={t('casebook.done')}
      send={(_values, key, version) =>
        data(
          client.POST('/api/v1/cases/{id}/close-notice', {
            params: { path: { id } },
            headers: once(key),
            body: { version },
          }),
        )
      }
      onClose={onClose}
    />
  )
}

interface Objection {
  text: string
  from_name?: string
  channel: 'phone' | 'visit' | 'letter' | 'online'
}

export function ObjectDialog({ file, onClose }: DialogProps) {
  const t = useT()
  const { id } = file.book.case
  const channels = ['phone', 'visit', 'letter', 'online'] as const
  return (
    <FormDialog<Objection>
      file={file}
      title={t('casebook.do_object')}
      intro={t('casebook.intro_object')}
      verb={t('casebook.do_object')}
      done={t('casebook.done')}
      initial={{ channel: 'phone' }}
      send={(body, key) =>
        data(
          client.POST('/api/v1/cases/{id}/objections', {
            params: { path: { id } },
            headers: once(key),
            body,
          }),
        )
      }
      onClose={onClose}
    >
      <Item name="channel" label={t('casebook.channel')}>
        <Radio.Group options={channels.map((value) => ({ value, label: t(`casebook.channel_${value}`) }))} />
      </Item>
      <Words name="text" label={t('casebook.objection_text')} />
      <Line
        name="from_name"
        label={t('casebook.objector')}
        optional
        placeholder={t('casebook.objector_hint')}
      />
    </FormDialog>
  )
}

export function ResolveObjectionDialog({ file, onClose }: DialogProps) {
  const t = useT()
  const { id } = file.book.case
  const objection = file.book.objections.find((one) => one.state === 'open')
  return (
    <FormDialog<{ upheld: boolean; result: string }>
      file={file}
      title={t('casebook.do_resolve_objection')}
      intro={
        objection
          ? t('casebook.intro_resolve_objection', { text: objection.text, who: objection.made_by })
          : null
      }
      verb={t('casebook.confirm')}
      done={t('casebook.done')}
      initial={{ upheld: false }}
      send={(values, key, version) =>
        data(
          client.POST('/api/v1/cases/{id}/resolve-objection', {
            params: { path: { id } },
            headers: once(key),
            body: { ...values, version },
          }),
        )
      }
      onClose={onClose}
    >
      <Item name="upheld" label={t('casebook.resolution')}>
        <Radio.Group
          options={[
            { value: false, label: t('casebook.dismissed') },
            { value: true, label: t('casebook.upheld') },
          ]}
        />
      </Item>
      <Words name="result" label={t('casebook.resolution_text')} />
    </FormDialog>
  )
}

interface End extends Notice {
  reason_code: string
  reason: string
}

export function ProposeEndDialog(props: DialogProps) {
  const t = useT()
  const { file, onClose } = props
  const codes = useCodes()
  const { id, title } = file.book.case
  return (
    <FormDialog<End>
      file={file}
      danger
      title={t('casebook.do_propose_end')}
      intro={t('casebook.intro_propose_end', { name: title })}
      verb={t('casebook.do_propose_end')}
      done={t('casebook.done')}
      initial={useNoticeStart(props)}
      send={(values, key, version) =>
        data(
          client.POST('/api/v1/cases/{id}/propose-end', {
            params: { path: { id } },
            headers: once(key),
            body: { ...values, version },
          }),
        )
      }
      onClose={onClose}
    >
      <Item
        name="reason_code"
        label={t('casebook.exit_reason')}
        rules={[{ required: true, message: t('casebook.fill', { name: t('casebook.exit_reason') }) }]}
      >
        <Select options={codes.options('exit_reason')} />
      </Item>
      <Words name="reason" label={t('casebook.exit_text')} rows={2} />
      <NoticeFields />
    </FormDialog>
  )
}
