import { QueryClientProvider } from '@tanstack/react-query'
import ConfigProvider from 'antd/es/config-provider'
import useMessage from 'antd/es/message/useMessage'
import { useEffect, useMemo } from 'react'
import { RouterProvider } from 'react-router'
import { type Notify, NotifyContext } from '../api/notify'
import { newQueryClient } from '../api/queryClient'
import { whenSignedOut } from '../api/status'
import { meQuery } from '../auth/session'
import { useLanguage, useWords } from '../lib/i18n'
import { usePhone } from '../lib/media'
import { paths } from '../lib/paths'
import { useLarge } from '../lib/textSize'
import { Spinner } from '../ui/Spinner'
import { themeOf } from '../ui/theme'
import { router } from './router'

const queries = newQueryClient()

whenSignedOut(() => {
  const { pathname, search } = router.state.location
  if (pathname === paths.signIn) return
  const wasIn = queries.getQueryData(meQuery.queryKey) !== undefined
  queries.clear()
  const next = new URLSearchParams({ next: pathname + search, ...(wasIn ? { reason: 'idle' } : {}) })
  void router.navigate(`${paths.signIn}?${next}`, { replace: true })
})

export function Providers() {
  const language = useLanguage()
  const phone = usePhone()
  const large = useLarge()
  const locale = useWords()
  useEffect(() => {
    void import('dayjs').then(async ({ default: dayjs }) => {
      if (language === 'zh-CN') await import('dayjs/locale/zh-cn')
      dayjs.locale(language === 'zh-CN' ? 'zh-cn' : 'en')
    })
  }, [language])

  return (
    <ConfigProvider
      theme={themeOf(phone ? 'phone' : large ? 'large' : 'normal')}
      locale={locale}
      button={{ autoInsertSpace: false, loadingIcon: <Spinner /> }}
      wave={{ disabled: true }}
      popupMatchSelectWidth={false}
    >
      <QueryClientProvider client={queries}>
        <Messages>
          <RouterProvider router={router} />
        </Messages>
      </QueryClientProvider>
    </ConfigProvider>
  )
}

function Messages({ children }: { children: React.ReactNode }) {
  const [message, holder] = useMessage({ top: 56, maxCount: 3 })
  const notify = useMemo<Notify>(
    () => ({
      done: (sentence) => void message.success(sentence),
      refused: (sentence) => void message.error({ content: sentence, duration: 6 }),
    }),
    [message],
  )
  return (
    <NotifyContext value={notify}>
      {children}
      {holder}
    </NotifyContext>
  )
}
