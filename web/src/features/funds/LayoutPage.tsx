import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Checkbox from 'antd/es/checkbox'
import Form from 'antd/es/form'
import Input from 'antd/es/input'
import InputNumber from 'antd/es/input-number'
import Select from 'antd/es/select'
import { useNavigate, useParams } from 'react-router'
import { useT } from '../../lib/i18n'
import { paths } from '../../lib/paths'
import { Card } from '../../ui/Card'
import { ErrorState } from '../../ui/ErrorState'
import { Icon } from '../../ui/Icon'
import { Loading } from '../../ui/Loading'
import { Page } from '../../ui/Page'
import css from './funds.module.css'
import { LayoutTrial } from './LayoutTrial'
import { configQuery, setTemplate } from './queries'
import { RowButtons } from './RowButtons'
import { type Layout, layoutFields, returnFields, type Template } from './types'
import { Unknown } from './Unknown'
import { useSave } from './useSave'

/** How a bank wants its file, and how it answers: data that a person changes here. */
export default function LayoutPage() {
  const t = useT()
  const { code = '' } = useParams()
  const config = useQuery(configQuery)
  const known = config.data?.templates.find((one) => one.code === code)
  return (
    <Page
      title={known?.name ?? t(code === 'new' ? 'funds.layout_new' : 'funds.layout_file')}
      back={paths.fundSetup}
    >
      {config.data && !known && code !== 'new' ? (
        <Unknown />
      ) : config.data ? (
        <Editor key={`${code} ${known?.version ?? 0}`} known={known} reload={() => config.refetch()} />
      ) : config.isError ? (
        <ErrorState error={config.error} onRetry={() => void config.refetch()} />
      ) : (
        <Loading lines={8} />
      )}
    </Page>
  )
}

interface Values {
  code: string
  name: string
  layout: Layout
}

const fresh: Layout = {
  format: 'csv',
  encoding: 'gb18030',
  head: true,
  max_lines: 5000,
  purpose_length: 10,
  columns: [
    { title: '账号', field: 'account' },
    { title: '户名', field: 'account_name' },
    { title: '金额', field: 'amount' },
  ],
}

/** What the server wants: nothing that the format does not have. */
function sent(layout: Layout): Layout {
  const { encoding, separator, ...rest } = layout
  const columns = layout.columns.map(({ title = '', field, value }) =>
    field === 'constant' ? { title, field, value: value ?? '' } : { title, field },
  )
  const csv = layout.format === 'csv'
  return {
    ...rest,
    columns,
    ...(csv && encoding ? { encoding } : {}),
    ...(csv && separator ? { separator } : {}),
    purpose_length: layout.purpose_length ?? 0,
  }
}

function Editor({ known, reload }: { known: Template | undefined; reload: () => void }) {
  const t = useT()
  const navigate = useNavigate()
  const [form] = Form.useForm<Values>()
  const format = Form.useWatch(['layout', 'format'], form)
  const action = useSave({
    send: ({ name, code, layout }: Values, key: string) =>
      setTemplate(
        { code: known?.code ?? code.trim(), name, layout: sent(layout), version: known?.version ?? 0 },
        key,
      ),
    form,
    reload,
    onDone: (saved) => {
      if (!known) void navigate(paths.fundLayout(saved.code), { replace: true })
    },
  })
  const needed = [{ required: true, message: t('funds.needed') }]
  return (
    <Form<Values>
      form={form}
      layout="vertical"
      initialValues={known ?? { layout: fresh }}
      onFinish={action.run}
      className={css.editor}
    >
      {action.stale}
      {known && known.at_bank.length > 0 ? (
        <div className={css.warn} role="alert">
          {t('funds.layout_at_bank', { batches: known.at_bank.join(t('ui.and')) })}
        </div>
      ) : null}
      <div className={css.two}>
        <Card title={t('funds.layout_file')} padded>
          <div className={css.form}>
            <Form.Item name="name" label={t('funds.name')} rules={needed}>
              <Input maxLength={60} />
            </Form.Item>
            <Form.Item
              name="code"
              label={t('funds.setup_code')}
              rules={[...needed, { pattern: /^[a-z0-9_-]+$/, message: t('funds.setup_code_form') }]}
            >
              <Input maxLength={30} disabled={known !== undefined} />
            </Form.Item>
            <Form.Item name={['layout', 'format']} label={t('funds.format')} rules={needed}>
              <Select
                options={[
                  { value: 'csv', label: 'CSV' },
                  { value: 'xlsx', label: 'Excel (xlsx)' },
                ]}
              />
            </Form.Item>
            {format === 'csv' ? (
              <>
                <Form.Item name={['layout', 'encoding']} label={t('funds.encoding')} rules={needed}>
                  <Select
                    options={[
                      { value: 'gb18030', label: 'GB18030' },
                      { value: 'utf-8', label: 'UTF-8' },
                      { value: 'utf-8-mark', label: t('funds.utf8_mark') },
                    ]}
                  />
                </Form.Item>
                <Form.Item name={['layout', 'separator']} label={t('funds.separator')}>
                  <Input maxLength={1} placeholder="," />
                </Form.Item>
              </>
            ) : null}
            <Form.Item name={['layout', 'max_lines']} label={t('funds.max_lines')} rules={needed}>
              <InputNumber min={1} max={5000} style={{ width: '100%' }} />
            </Form.Item>
            <Form.Item name={['layout', 'purpose_length']} label={t('funds.purpose_length')}>
              <InputNumber min={0} max={60} style={{ width: '100%' }} />
            </Form.Item>
            <Form.Item name={['layout', 'head']} valuePropName="checked">
              <Checkbox>{t('funds.with_head')}</Checkbox>
            </Form.Item>
            <Form.Item name={['layout', 'summary']} valuePropName="checked">
              <Checkbox>{t('funds.with_summary')}</Checkbox>
            </Form.Item>
          </div>
          <Columns />
          <Form.Item
            name={['layout', 'return']}
            label={t('funds.return_columns')}
            extra={t('funds.return_columns_hint')}
          >
            <Select
              mode="multiple"
              allowClear
              options={returnFields.map((one) => ({ value: one, label: t(`funds.return_${one}`) }))}
            />
          </Form.Item>
          <div className={css.acts}>
            <Button type="primary" htmlType="submit" loading={action.pending}>
              {t('funds.save')}
            </Button>
          </div>
        </Card>
        <LayoutTrial
          layout={async () => sent((await form.validateFields([['layout']], { recursive: true })).layout)}
        />
      </div>
    </Form>
  )
}

function Columns() {
  const t = useT()
  return (
    <Form.List name={['layout', 'columns']}>
      {(rows, { add, remove, move }, { errors }) => (
        <fieldset className={css.list}>
          <legend>{t('funds.layout_columns')}</legend>
          {rows.map((row) => (
            <div key={row.key} className={css.listRow}>
              <Form.Item name={[row.name, 'field']} rules={[{ required: true, message: t('funds.needed') }]}>
                <Select
                  aria-label={t('funds.column_field')}
                  style={{ width: 150 }}
                  options={layoutFields.map((one) => ({ value: one, label: t(`funds.field_${one}`) }))}
                />
              </Form.Item>
              <Form.Item name={[row.name, 'title']} className={css.stretch}>
                <Input
                  maxLength={40}
                  aria-label={t('funds.column_title')}
                  placeholder={t('funds.column_title')}
                />
              </Form.Item>
              <Form.Item noStyle dependencies={[['layout', 'columns', row.name, 'field']]}>
                {({ getFieldValue }) =>
                  getFieldValue(['layout', 'columns', row.name, 'field']) === 'constant' ? (
                    <Form.Item name={[row.name, 'value']} className={css.stretch}>
                      <Input
                        maxLength={60}
                        aria-label={t('funds.column_value')}
                        placeholder={t('funds.column_value')}
                      />
                    </Form.Item>
                  ) : null
                }
              </Form.Item>
              <RowButtons
                first={row.name === 0}
                onUp={() => move(row.name, row.name - 1)}
                onRemove={() => remove(row.name)}
              />
            </div>
          ))}
          <Form.ErrorList errors={errors} />
          <Button
            size="small"
            icon={<Icon name="plus" />}
            disabled={rows.length >= 30}
            onClick={() => add({ field: 'remark', title: '' })}
          >
            {t('funds.add_column')}
          </Button>
        </fieldset>
      )}
    </Form.List>
  )
}
