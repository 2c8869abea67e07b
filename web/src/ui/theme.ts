import type { ThemeConfig } from 'antd/es/config-provider'

// The values of tokens.css again, for Ant Design. Change both.
export function themeOf(size: 'normal' | 'large' | 'phone'): ThemeConfig {
  const fontSize = { normal: 14, large: 17, phone: 16 }[size]
  const controlHeight = { normal: 32, large: 38, phone: 48 }[size]
  return {
    hashed: false,
    token: {
      colorPrimary: '#B5382A',
      colorPrimaryHover: '#A23023',
      colorPrimaryActive: '#93291D',
      colorPrimaryBg: '#FCF3F0',
      colorPrimaryBgHover: '#FCF3F0',
      colorPrimaryBorder: '#EBC8C0',
      colorLink: '#2A5B88',
      colorLinkHover: '#1F4568',
      colorInfo: '#2A5B88',
      colorSuccess: '#2A6E46',
      colorWarning: '#855600',
      colorError: '#93291D',
      colorText: '#24211E',
      colorTextSecondary: '#57524C',
      colorTextTertiary: '#706A62',
      colorTextQuaternary: '#706A62',
      colorTextPlaceholder: '#706A62',
      colorTextDisabled: '#706A62',
      colorBorder: '#D8D3CB',
      colorBorderSecondary: '#E7E3DD',
      colorSplit: '#F1EEE9',
      colorBgLayout: '#F7F5F2',
      colorFillAlter: '#FAF9F7',
      colorFillSecondary: '#F4F2EE',
      borderRadius: 6,
      borderRadiusSM: 4,
      borderRadiusLG: 6,
      fontSize,
      controlHeight,
      controlHeightSM: size === 'normal' ? 26 : controlHeight - 6,
      fontFamily: 'var(--font)',
      fontWeightStrong: 600,
      motionDurationMid: '0.12s',
      motionDurationSlow: '0.18s',
      boxShadowSecondary: '0 6px 20px rgba(36, 33, 30, 0.12)',
      wireframe: false,
    },
    components: {
      Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none', fontWeight: 400 },
      Form: { labelColor: '#57524C', itemMarginBottom: 16, verticalLabelPadding: '0 0 4px' },
      Input: { activeShadow: '0 0 0 2px #EEF4F9', activeBorderColor: '#2A5B88', hoverBorderColor: '#2A5B88' },
      Select: { activeBorderColor: '#2A5B88', hoverBorderColor: '#2A5B88', optionSelectedBg: '#EEF4F9' },
      Slider: {
        trackBg: '#86A3BF',
        trackHoverBg: '#54799E',
        handleColor: '#2A5B88',
        handleActiveColor: '#2A5B88',
        handleActiveOutlineColor: '#C6DAEA',
        dotBorderColor: '#D8D3CB',
        dotActiveBorderColor: '#86A3BF',
      },
      DatePicker: { activeBorderColor: '#2A5B88', hoverBorderColor: '#2A5B88' },
    },
  }
}
