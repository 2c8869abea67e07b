import Segmented from 'antd/es/segmented'
import { useT } from '../../lib/i18n'
import { usePolicyState } from './usePolicyState'

/** Parameters or rules. */
export function ViewSwitch() {
  const t = useT()
  const state = usePolicyState()
  return (
    <Segmented
      aria-label={t('policy.view')}
      value={state.tab}
      options={[
        { value: 'params', label: t('policy.view_params') },
        { value: 'rules', label: t('policy.view_rules') },
      ]}
      onChange={(tab) => state.set({ tab: tab === 'rules' ? tab : '' })}
    />
  )
}
