import Button from 'antd/es/button'
import { useT } from '../../lib/i18n'
import { Icon } from '../../ui/Icon'

interface Props {
  first: boolean
  onUp: () => void
  onRemove: () => void
}

/** Moves a row of a list up, or takes it out. */
export function RowButtons({ first, onUp, onRemove }: Props) {
  const t = useT()
  return (
    <span>
      <Button type="text" size="small" disabled={first} aria-label={t('funds.row_up')} onClick={onUp}>
        ↑
      </Button>
      <Button type="text" size="small" aria-label={t('funds.row_remove')} onClick={onRemove}>
        <Icon name="cross" />
      </Button>
    </span>
  )
}
