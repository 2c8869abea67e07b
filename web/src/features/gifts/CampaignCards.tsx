import { useQueryClient } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Input from 'antd/es/input'
import InputNumber from 'antd/es/input-number'
import Modal from 'antd/es/modal'
import { useId, useState } from 'react'
import { Link } from 'react-router'
import { url } from '../../api/http'
import { useAction } from '../../api/useAction'
import { can } from '../../auth/session'
import { useT } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import { paths } from '../../lib/paths'
import { Card } from '../../ui/Card'
import { Field } from '../../ui/Field'
import { Icon } from '../../ui/Icon'
import { MoneyInput } from '../../ui/MoneyInput'
import { ReasonDialog } from '../../ui/ReasonDialog'
import { Tag } from '../../ui/Tag'
import { useToday } from '../../ui/today'
import { GiftTag } from './GiftTag'
import css from './gifts.module.css'
import { cancelCollection, confirm, disclose, giftKeys } from './queries'
import { ReceiveDialog } from './ReceiveDialog'
import type { Campaign, Collection, ListShown } from './types'

export function Figures({ campaign }: { campaign: Campaign }) {
  const t = useT()
  const figures: [string, string][] = [
    [t('gifts.pledged'), yuan(campaign.pledged_fen)],
    [t('gifts.waiting'), campaign.waiting.toLocaleString()],
    [t('gifts.money_in'), yuan(campaign.money_fen)],
    [t('gifts.goods_in'), yuan(campaign.goods_fen)],
    [t('gifts.count'), campaign.gifts.toLocaleString()],
    [t('gifts.refunded'), yuan(campaign.refunded_fen)],
  ]
  return (
    <section className={css.figures} aria-label={t('gifts.figures')}>
      {figures.map(([text, value]) => (
        <div key={text}>
          <span>{text}</span>
          <b>{value}</b>
        </div>
      ))}
    </section>
  )
}

export function Facts({ campaign }: { campaign: Campaign }) {
  const t = useT()
  const use =
    campaign.purposes.length > 0
      ? campaign.purposes.map((code) => t(`gifts.purpose_${code}`)).join(t('ui.and'))
      : t('gifts.any_use')
  const facts: [string, string, boolean?][] = [
    [t('gifts.aim'), campaign.aim, true],
    [t('gifts.use'), use],
    [t('gifts.fund'), campaign.fund_name],
    [t('gifts.period'), `${campaign.from_on} – ${campaign.to_on}`],
    [t('gifts.reach'), t(`gifts.reach_${campaign.reach}`)],
    [t('gifts.organiser'), campaign.organiser],
    [t('gifts.charity'), campaign.charity],
    [t('gifts.certificate_no'), campaign.certificate_no],
    [t('gifts.filing_no'), campaign.filing_no],
    [t('gifts.filed_with'), `${campaign.filed_with} ${campaign.filed_on}`.trim()],
    [t('gifts.ticket_code'), campaign.ticket_code],
  ]
  return (
    <dl className={css.facts}>
      {facts
        .filter(([, value]) => value)
        .map(([text, value, wide]) => (
          <div key={text} className={wide ? css.wide : undefined}>
            <dt>{text}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  )
}

export function Lists({ campaign }: { campaign: Campaign }) {
  const t = useT()
  const [list, setList] = useState<ListShown>()
  return (
    <Card title={t('gifts.lists')} note={t('gifts.lists_note')}>
      {campaign.lists.length === 0 ? <p className={css.none}>{t('gifts.no_lists')}</p> : null}
      <ul className={css.rows}>
        {campaign.lists.map((one) => (
          <li key={one.id}>
            <Link to={paths.giftPledges(one.id)}>{one.org_name}</Link>
            <GiftTag state={one.state} text={t(`gifts.list_${one.state}`)} />
            <span>{t('gifts.n_rows', { n: one.good })}</span>
            <b className="num">{yuan(one.sum_fen)}</b>
            {can(one, 'receive') ? (
              <Button size="small" onClick={() => setList(one)}>
                {t('gifts.receive')}
              </Button>
            ) : null}
            <span className={css.foot}>{one.file_name}</span>
          </li>
        ))}
      </ul>
      {list ? (
        <ReceiveDialog campaign={campaign} list={list} open onClose={() => setList(undefined)} />
      ) : null}
    </Card>
  )
}

export function Collections({ campaign }: { campaign: Campaign }) {
  const t = useT()
  const queries = useQueryClient()
  const [second, setSecond] = useState<Collection>()
  const [undo, setUndo] = useState<Collection>()
  const cancel = useAction({
    send: (reason: string, key: string) => cancelCollection(undo?.id ?? '', undo?.version ?? 0, reason, key),
    done: t('gifts.saved'),
    onDone: async () => {
      await queries.invalidateQueries({ queryKey: giftKeys.all })
      setUndo(undefined)
    },
  })
  if (campaign.collections.length === 0) return null
  return (
    <Card title={t('gifts.collections')}>
      <ul className={css.rows}>
        {campaign.collections.map((one) => (
          <li key={one.id}>
            <b>{one.payer}</b>
            <GiftTag state={one.state} text={one.state_text} />
            <span>{t('gifts.n_gifts', { n: one.pledge_count })}</span>
            <b className="num">{yuan(one.amount_fen, { fen: true })}</b>
            {can(one, 'cancel') ? (
              <Button size="small" onClick={() => setUndo(one)}>
                {t('gifts.undo_count')}
              </Button>
            ) : null}
            {can(one, 'confirm') ? (
              <Button size="small" type="primary" onClick={() => setSecond(one)}>
                {t('gifts.confirm')}
              </Button>
            ) : null}
            <span className={css.foot}>
              {[
                one.no,
                t(`gifts.channel_${one.channel}`),
                one.received_on,
                one.evidence_no,
                one.lines.map((line) => `${line.name} ${line.pieces} ${line.unit}`).join(t('ui.and')),
                [one.made_by, one.confirmed_by].filter(Boolean).join(' / '),
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </li>
        ))}
      </ul>
      {second ? <ConfirmDialog collection={second} onClose={() => setSecond(undefined)} /> : null}
      <ReasonDialog
        open={undo !== undefined}
        title={t('gifts.undo_count')}
        confirm={t('gifts.do_it')}
        pending={cancel.pending}
        onConfirm={cancel.run}
        onClose={() => setUndo(undefined)}
      />
    </Card>
  )
}

/** The second person types what he has counted himself; the first count is not shown. */
function ConfirmDialog({ collection, onClose }: { collection: Collection; onClose: () => void }) {
  const t = useT()
  const id = useId()
  const queries = useQueryClient()
  const [fen, setFen] = useState<number>()
  const [pieces, setPieces] = useState<(number | null)[]>(collection.lines.map(() => null))
  const action = useAction({
    send: (amount: number, key: string) =>
      confirm(
        collection.id,
        {
          version: collection.version,
          amount_fen: amount,
          ...(pieces.length > 0 ? { pieces: pieces.map((n) => n ?? 0) } : {}),
        },
        key,
      ),
    done: t('gifts.received_done'),
    onDone: async () => {
      await queries.invalidateQueries({ queryKey: giftKeys.all })
      onClose()
    },
  })
  return (
    <Modal
      open
      title={t('gifts.confirm')}
      okText={t('gifts.confirm_ok')}
      okButtonProps={{ loading: action.pending, disabled: fen === undefined || pieces.includes(null) }}
      onOk={() => action.run(fen ?? 0)}
      onCancel={onClose}
    >
      <p className={css.hint}>{t('gifts.confirm_hint')}</p>
      <div className={css.counts}>
        {collection.lines.map((line, at) => (
          <Field
            key={line.line}
            id={`${id}-${line.line}`}
            label={t('gifts.counted_pieces', { goods: line.name, unit: line.unit })}
            required
          >
            <InputNumber
              id={`${id}-${line.line}`}
              min={0}
              max={1_000_000}
              precision={0}
              style={{ width: '100%' }}
              value={pieces[at] ?? null}
              onChange={(n) => setPieces((old) => old.map((one, i) => (i === at ? n : one)))}
            />
          </Field>
        ))}
        <Field
          id={id}
          label={t(collection.lines.length > 0 ? 'gifts.counted_value' : 'gifts.counted_amount')}
          required
        >
          <MoneyInput id={id} value={fen} onChange={setFen} />
        </Field>
      </div>
    </Modal>
  )
}

export function Disclosures({ campaign }: { campaign: Campaign }) {
  const t = useT()
  const today = useToday()
  const id = useId()
  const queries = useQueryClient()
  const [open, setOpen] = useState('')
  const [place, setPlace] = useState('')
  const [report, setReport] = useState('')
  const kind = campaign.disclosures.find((one) => one.id === open)?.kind
  const action = useAction({
    send: (where: string, key: string) =>
      disclose(
        campaign.id,
        { version: campaign.version, id: open, place: where, report: report.trim() },
        key,
      ),
    done: t('gifts.saved'),
    onDone: async () => {
      await queries.invalidateQueries({ queryKey: giftKeys.all })
      setOpen('')
      setPlace('')
      setReport('')
    },
  })
  return (
    <Card
      title={t('gifts.disclosures')}
      extra={
        <Button
          size="small"
          href={url(`/gifts/campaigns/${campaign.id}/disclosure`)}
          download
          icon={<Icon name="download" />}
        >
          {t('gifts.disclosure_table')}
        </Button>
      }
    >
      {campaign.disclosures.length === 0 ? <p className={css.none}>{t('gifts.no_disclosures')}</p> : null}
      <ul className={css.rows}>
        {campaign.disclosures.map((one) => (
          <li key={one.id}>
            <b>{t(`gifts.disclosure_${one.kind}`)}</b>
            {one.state === 'due' && one.due_on < today ? (
              <Tag tone="red">{t('gifts.disclosure_overdue')}</Tag>
            ) : (
              <GiftTag state={one.state} text={t(`gifts.disclosure_${one.state}`)} />
            )}
            {one.state === 'due' && can(campaign, 'disclose') ? (
              <Button size="small" onClick={() => setOpen(one.id)}>
                {t('gifts.disclose')}
              </Button>
            ) : null}
            <span className={css.foot}>
              {one.state === 'due'
                ? t('gifts.due_on', { day: one.due_on })
                : `${one.published_on} ${one.place} ${one.published_by}`}
            </span>
            {one.report ? <p className={css.foot}>{one.report}</p> : null}
          </li>
        ))}
      </ul>
      <Modal
        open={open !== ''}
        title={t('gifts.disclose')}
        okText={t('gifts.save')}
        okButtonProps={{
          loading: action.pending,
          disabled: place.trim() === '' || (kind === 'progress' && report.trim() === ''),
        }}
        onOk={() => action.run(place)}
        onCancel={() => setOpen('')}
      >
        <p className={css.hint}>{t('gifts.disclose_hint')}</p>
        <Field id={id} label={t('gifts.place')} required>
          <Input id={id} maxLength={100} value={place} onChange={(event) => setPlace(event.target.value)} />
        </Field>
        <Field
          id={`${id}report`}
          label={t('gifts.report')}
          hint={t('gifts.report_hint')}
          required={kind === 'progress'}
        >
          <Input.TextArea
            id={`${id}report`}
            rows={4}
            maxLength={2000}
            value={report}
            onChange={(event) => setReport(event.target.value)}
          />
        </Field>
      </Modal>
    </Card>
  )
}
