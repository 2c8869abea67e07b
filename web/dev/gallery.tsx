// Every part of src/ui on one page, for looking at: npm run dev, then /dev/gallery.html. Not part of the build.
import { QueryClientProvider } from '@tanstack/react-query'
import Button from 'antd/es/button'
import ConfigProvider from 'antd/es/config-provider'
import Input from 'antd/es/input'
import zh from 'antd/es/locale/zh_CN'
import { useState } from 'react'
import { createRoot } from 'react-dom/client'
import { MemoryRouter } from 'react-router'
import { ApiError } from '../src/api/errors'
import { newQueryClient } from '../src/api/queryClient'
import type { StoredFile } from '../src/api/upload'
import { setLanguage } from '../src/lib/i18n'
import { usePhone } from '../src/lib/media'
import { Card } from '../src/ui/Card'
import { Chart } from '../src/ui/Chart'
import { DateText } from '../src/ui/DateText'
import { EmptyState } from '../src/ui/EmptyState'
import { ErrorState } from '../src/ui/ErrorState'
import { FileUpload } from '../src/ui/FileUpload'
import { Icon } from '../src/ui/Icon'
import { Loading } from '../src/ui/Loading'
import { Money } from '../src/ui/Money'
import { Page } from '../src/ui/Page'
import { ReasonDialog } from '../src/ui/ReasonDialog'
import { SignaturePad } from '../src/ui/SignaturePad'
import { StateTag, states } from '../src/ui/StateTag'
import { type Step, StepForm } from '../src/ui/StepForm'
import { themeOf } from '../src/ui/theme'
import '../src/ui/tokens.css'

interface Values {
  name: string
  phone: string
  note: string
}

const field = (label: string, value: string, change: (text: string) => void) => (
  <div style={{ marginBottom: 12 }}>
    {label}
    <Input aria-label={label} value={value} onChange={(event) => change(event.target.value)} />
  </div>
)
const steps: Step<Values>[] = [
  {
    key: 'who',
    title: '申请人',
    render: (v, change) => (
      <>
        {field('姓名', v.name, (name) => change({ name }))}
        {field('电话', v.phone, (phone) => change({ phone }))}
      </>
    ),
    missing: (v) => [...(v.name ? [] : [{ name: '姓名' }]), ...(v.phone ? [] : [{ name: '电话' }])],
  },
  {
    key: 'need',
    title: '需求',
    render: (v, change) => field('困难情况', v.note, (note) => change({ note })),
    missing: (v) => (v.note ? [] : [{ name: '困难情况' }]),
  },
  { key: 'done', title: '核对提交', render: () => <p>请核对后提交。</p>, missing: () => [] },
]
const months = ['7月', '8月', '9月', '10月', '11月', '12月']
const paid = [31200, 42800, 28600, 51000, 36900, 48200]
const option = {
  grid: { left: 8, right: 8, top: 24, bottom: 24, containLabel: false },
  xAxis: { type: 'category', data: months, axisTick: { show: false } },
  yAxis: { show: false },
  series: [{ type: 'bar', data: paid, label: { show: true, position: 'top' }, barWidth: '44%' }],
}

function Gallery() {
  const [files, setFiles] = useState<StoredFile[]>([
    { id: 'f1', sha256: '', name: '诊断证明.pdf', size: 214000, media_type: 'application/pdf' },
  ])
  const [open, setOpen] = useState(location.hash === '#reason')
  const phone = usePhone()
  return (
    <ConfigProvider
      theme={themeOf(phone ? 'phone' : 'normal')}
      locale={zh}
      button={{ autoInsertSpace: false }}
      wave={{ disabled: true }}
    >
      <div style={{ padding: 12, overflow: 'auto', height: '100%' }}>
        <Page
          title="设计件"
          note="src/ui"
          back="/"
          actions={<Button onClick={() => setOpen(true)}>终止帮扶</Button>}
        >
          <Card title="标签与数字" padded>
            <p style={{ display: 'flex', gap: 6, flexWrap: 'wrap' }}>
              {states.map((state) => (
                <StateTag key={state} state={state} />
              ))}
            </p>
            <p>
              <Money fen={1980000} strong /> 元 · <DateText date="2020-12-17" style="paper" /> ·{' '}
              <DateText at={1608165120000} />
            </p>
          </Card>
          <div style={{ height: 360, display: 'flex', flex: 'none' }}>
            <StepForm
              steps={steps}
              initial={{ name: '', phone: '', note: '' }}
              draftKey="gallery"
              submitLabel="提交受理"
              onSubmit={(_v, finished) => finished()}
            />
          </div>
          <div
            style={{ display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(320px, 1fr))', gap: 12 }}
          >
            <Card title="半年发放" note="单位：元" padded>
              <Chart
                label="下半年每月发放金额"
                option={option}
                height={200}
                head={['月份', '金额']}
                rows={months.map((m, i) => [m, paid[i] ?? 0])}
              />
            </Card>
            <Card title="材料" padded>
              <FileUpload value={files} onChange={setFiles} label="选择或拖入诊断证明" />
            </Card>
            <Card title="签名" padded>
              <SignaturePad name="何静" onChange={() => {}} />
            </Card>
            <Card title="没有内容">
              <EmptyState
                title="还没有方案"
                hint="认定后由牵头部门拟定"
                actions={
                  <Button type="primary" icon={<Icon name="plus" />}>
                    拟定方案
                  </Button>
                }
              />
            </Card>
            <Card title="出错">
              <ErrorState
                error={new ApiError(500, { code: 'internal', request_id: '01JH' })}
                onRetry={() => {}}
              />
            </Card>
            <Card title="读取中">
              <Loading />
            </Card>
          </div>
        </Page>
      </div>
      <ReasonDialog
        open={open}
        title="终止帮扶"
        confirm="终止"
        danger
        onConfirm={() => setOpen(false)}
        onClose={() => setOpen(false)}
      >
        荆某户将不再显示在台账中，仍计入统计。
      </ReasonDialog>
    </ConfigProvider>
  )
}

await setLanguage('zh-CN')
const root = document.getElementById('root')
if (root)
  createRoot(root).render(
    <MemoryRouter>
      <QueryClientProvider client={newQueryClient()}>
        <Gallery />
      </QueryClientProvider>
    </MemoryRouter>,
  )
