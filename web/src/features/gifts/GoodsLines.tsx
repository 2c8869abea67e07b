import Button from 'antd/es/button'
import Form from 'antd/es/form'
import Input from 'antd/es/input'
import InputNumber from 'antd/es/input-number'
import { useT } from '../../lib/i18n'
import { yuan } from '../../lib/money'
import { Icon } from '../../ui/Icon'
import { MoneyInput } from '../../ui/MoneyInput'
import css from './gifts.module.css'

export interface GoodsLine {
  name?: string
  pieces?: number
  unit?: string
  value_fen?: number
  evidence_no?: string
}

export const sumOf = (lines: (GoodsLine | undefined)[] | undefined) =>
  (lines ?? []).reduce((sum, line) => sum + (line?.value_fen ?? 0), 0)

/** The kinds of goods of a delivery, one row each; their values make up the amount. */
export function GoodsLines() {
  const t = useT()
  const form = Form.useFormInstance()
  const lines: (GoodsLine | undefined)[] | undefined = Form.useWatch('lines', form)
  const needed = [{ required: true, message: t('gifts.needed') }]
  return (
    <Form.List name="lines">
      {(fields, { add, remove }) => (
        <fieldset className={css.goods}>
          <legend>{t('gifts.goods')}</legend>
          {fields.map(({ key, name }) => (
            <div key={key}>
              <Form.Item name={[name, 'name']} label={t('gifts.goods_name')} rules={needed}>
                <Input maxLength={60} />
              </Form.Item>
              <Form.Item name={[name, 'pieces']} label={t('gifts.pieces')} rules={needed}>
                <InputNumber min={1} max={1_000_000} precision={0} style={{ width: '100%' }} />
              </Form.Item>
              <Form.Item name={[name, 'unit']} label={t('gifts.piece_unit')}>
                <Input maxLength={10} placeholder={t('gifts.piece_unit_hint')} />
              </Form.Item>
              <Form.Item name={[name, 'value_fen']} label={t('gifts.goods_value')} rules={needed}>
                <MoneyInput />
              </Form.Item>
              <Form.Item name={[name, 'evidence_no']} label={t('gifts.goods_evidence')}>
                <Input maxLength={60} placeholder={t('gifts.goods_evidence_hint')} />
              </Form.Item>
              <Button
                type="text"
                disabled={fields.length === 1}
                aria-label={t('gifts.goods_remove', { n: name + 1 })}
                icon={<Icon name="cross" />}
                onClick={() => remove(name)}
              />
            </div>
          ))}
          <p>
            <Button size="small" disabled={fields.length >= 100} onClick={() => add({})}>
              {t('gifts.goods_add')}
            </Button>
            <b>{t('gifts.goods_sum', { n: fields.length, yuan: yuan(sumOf(lines), { fen: true }) })}</b>
          </p>
        </fieldset>
      )}
    </Form.List>
  )
}
