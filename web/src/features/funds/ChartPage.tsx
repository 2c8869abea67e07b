import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Form from 'antd/es/form'
import Input from 'antd/es/input'
import Select from 'antd/es/select'
import { useNavigate, useParams } from 'react-router'
import { useT } from '../../lib/i18n'
import { paths } from '../../lib/paths'
import { Card } from '../../ui/Card'
import { DateInput } from '../../ui/DateInput'
import { ErrorState } from '../../ui/ErrorState'
import { Icon } from '../../ui/Icon'
import { Loading } from '../../ui/Loading'
import { Page } from '../../ui/Page'
import css from './funds.module.css'
import { chartsQuery, fundsQuery, setChart } from './queries'
import { RowButtons } from './RowButtons'
import { type Chart, purposes, type Rule, sources } from './types'
import { Unknown } from './Unknown'
import { useSave } from './useSave'

/** A chart of accounts, and on which account money of a source, a purpose or one fund is booked. */
export default function ChartPage() {
  const t = useT()
  const { code = '' } = useParams()
  const charts = useQuery(chartsQuery)
  const known = charts.data?.items.find((one) => one.code === code)
  return (
    <Page title={known?.name ?? t(code === 'new' ? 'funds.chart_new' : 'funds.chart')} back={paths.fundSetup}>
      {charts.data && !known && code !== 'new' ? (
        <Unknown />
      ) : charts.data ? (
        <Editor
          key={`${code} ${known?.version ?? 0}`}
          known={known}
          like={known ?? charts.data.items.at(-1)}
          reload={() => charts.refetch()}
        />
      ) : charts.isError ? (
        <ErrorState error={charts.error} onRetry={() => void charts.refetch()} />
      ) : (
        <Loading lines={8} />
      )}
    </Page>
  )
}

type Values = Pick<Chart, 'code' | 'name' | 'from_on' | 'to_on' | 'layout'>

/** A rule without what it leaves open. */
function sent({ side, fund, source, purpose, account }: Rule): Rule {
  return {
    side,
    account,
    ...(fund ? { fund } : {}),
    ...(source ? { source } : {}),
    ...(purpose && side === 'out' ? { purpose } : {}),
  }
}

interface Props {
  known: Chart | undefined
  /** What a new chart begins with. */
  like: Chart | undefined
  reload: () => void
}

function Editor({ known, like, reload }: Props) {
  const t = useT()
  const navigate = useNavigate()
  const [form] = Form.useForm<Values>()
  const accounts = Form.useWatch(['layout', 'accounts'], form) ?? []
  const action = useSave({
    send: ({ code, name, from_on, to_on, layout }: Values, key: string) =>
      setChart(
        {
          code: known?.code ?? code.trim(),
          name,
          from_on,
          to_on: to_on ?? '',
          layout: { ...layout, rules: layout.rules.map(sent) },
          version: known?.version ?? 0,
        },
        key,
      ),
    form,
    reload,
    onDone: (saved) => {
      if (!known) void navigate(paths.fundChart(saved.code), { replace: true })
    },
  })
  const needed = [{ required: true, message: t('funds.needed') }]
  const titles = accounts
    .filter((one) => one?.code)
    .map((one) => ({ value: one.code, label: `${one.code} ${one.name ?? ''}` }))
  return (
    <Form<Values>
      form={form}
      layout="vertical"
      initialValues={known ?? { layout: like?.layout ?? { bank: '', accounts: [], rules: [] } }}
      onFinish={action.run}
      className={css.editor}
    >
      {action.stale}
      <div className={css.two}>
        <Card title={t('funds.mapping')} note={t('funds.mapping_note')} padded>
          <Rules titles={titles} />
        </Card>
        <Card title={t('funds.chart')} padded>
          <div className={css.form}>
            <Form.Item name="name" label={t('funds.name')} rules={needed} className={css.wide}>
              <Input maxLength={80} />
            </Form.Item>
            <Form.Item
              name="code"
              label={t('funds.setup_code')}
              rules={[...needed, { pattern: /^[a-z0-9_-]+$/, message: t('funds.setup_code_form') }]}
            >
              <Input maxLength={30} disabled={known !== undefined} />
            </Form.Item>
            <Form.Item name={['layout', 'bank']} label={t('funds.chart_bank')} rules={needed}>
              <Select options={titles} showSearch={{ optionFilterProp: 'label' }} />
            </Form.Item>
            <Form.Item name="from_on" label={t('funds.from_on')} rules={needed}>
              <DateInput />
            </Form.Item>
            <Form.Item name="to_on" label={t('funds.to_on')}>
              <DateInput />
            </Form.Item>
          </div>
          <Titles />
          <div className={css.acts}>
            <Button type="primary" htmlType="submit" loading={action.pending}>
              {t('funds.save')}
            </Button>
          </div>
        </Card>
      </div>
    </Form>
  )
}

function Titles() {
  const t = useT()
  const needed = [{ required: true, message: t('funds.needed') }]
  return (
    <Form.List name={['layout', 'accounts']}>
      {(rows, { add, remove, move }, { errors }) => (
        <fieldset className={css.list}>
          <legend>{t('funds.titles')}</legend>
          {rows.map((row) => (
            <div key={row.key} className={css.listRow}>
              <Form.Item name={[row.name, 'code']} rules={needed}>
                <Input maxLength={20} style={{ width: 110 }} aria-label={t('funds.title_code')} />
              </Form.Item>
              <Form.Item name={[row.name, 'name']} rules={needed} className={css.stretch}>
                <Input maxLength={60} aria-label={t('funds.title_name')} />
              </Form.Item>
              <RowButtons
                first={row.name === 0}
                onUp={() => move(row.name, row.name - 1)}
                onRemove={() => remove(row.name)}
              />
            </div>
          ))}
          <Form.ErrorList errors={errors} />
          <Button size="small" icon={<Icon name="plus" />} onClick={() => add({ code: '', name: '' })}>
            {t('funds.add_title')}
          </Button>
        </fieldset>
      )}
    </Form.List>
  )
}

function Rules({ titles }: { titles: { value: string; label: string }[] }) {
  const t = useT()
  const funds = useQuery(fundsQuery)
  const needed = [{ required: true, message: t('funds.needed') }]
  return (
    <Form.List name={['layout', 'rules']}>
      {(rows, { add, remove, move }, { errors }) => (
        <fieldset className={css.list}>
          <legend>{t('funds.rules')}</legend>
          {rows.map((row) => (
            <div key={row.key} className={css.listRow}>
              <Form.Item name={[row.name, 'side']} rules={needed}>
                <Select
                  aria-label={t('funds.rule_side')}
                  style={{ width: 76 }}
                  options={['in', 'out'].map((side) => ({ value: side, label: t(`funds.${side}_side`) }))}
                />
              </Form.Item>
              <Form.Item name={[row.name, 'fund']}>
                <Select
                  aria-label={t('funds.fund')}
                  style={{ width: 118 }}
                  allowClear
                  placeholder={t('funds.any_fund')}
                  options={(funds.data?.items ?? []).map((one) => ({ value: one.code, label: one.name }))}
                />
              </Form.Item>
              <Form.Item name={[row.name, 'source']}>
                <Select
                  aria-label={t('funds.source')}
                  style={{ width: 128 }}
                  allowClear
                  placeholder={t('funds.any_source')}
                  options={sources.map((code) => ({ value: code, label: t(`funds.source_${code}`) }))}
                />
              </Form.Item>
              <Form.Item name={[row.name, 'purpose']}>
                <Select
                  aria-label={t('funds.purpose')}
                  style={{ width: 104 }}
                  allowClear
                  placeholder={t('funds.any_purpose')}
                  options={purposes.map((code) => ({ value: code, label: t(`funds.purpose_${code}`) }))}
                />
              </Form.Item>
              <Form.Item name={[row.name, 'account']} rules={needed} className={css.stretch}>
                <Select
                  aria-label={t('funds.rule_account')}
                  showSearch={{ optionFilterProp: 'label' }}
                  options={titles}
                />
              </Form.Item>
              <RowButtons
                first={row.name === 0}
                onUp={() => move(row.name, row.name - 1)}
                onRemove={() => remove(row.name)}
              />
            </div>
          ))}
          <Form.ErrorList errors={errors} />
          <Button size="small" icon={<Icon name="plus" />} onClick={() => add({ side: 'out' }, 0)}>
            {t('funds.add_rule')}
          </Button>
        </fieldset>
      )}
    </Form.List>
  )
}
