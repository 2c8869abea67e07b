import Button from 'antd/es/button'
import Form from 'antd/es/form'
import Input from 'antd/es/input'
import Select from 'antd/es/select'
import { useState } from 'react'
import { useCodes } from '../../../api/codes'
import { client, data, done, once } from '../../../api/http'
import type { StoredFile } from '../../../api/upload'
import { useT } from '../../../lib/i18n'
import { FileUpload } from '../../../ui/FileUpload'
import { Icon } from '../../../ui/Icon'
import css from '../casebook.module.css'
import { type DialogProps, FormDialog } from './FormDialog'
import { Item } from './fields'

interface Wanted {
  papers: { kind: string; name?: string; note?: string }[]
}

/** All that is missing, in one list, once. */
export function AskPapersDialog({ file, onClose }: DialogProps) {
  const t = useT()
  const codes = useCodes()
  const { id, title } = file.book.case
  return (
    <FormDialog<Wanted>
      file={file}
      width={640}
      title={t('casebook.do_ask_papers')}
      intro={t('casebook.intro_ask_papers', { name: title })}
      verb={t('casebook.tell_once')}
      done={t('casebook.done')}
      initial={{ papers: [{ kind: 'income' }] }}
      send={({ papers }, key, version) =>
        data(
          client.POST('/api/v1/cases/{id}/ask-papers', {
            params: { path: { id } },
            headers: once(key),
            body: {
              version,
              papers: papers.map((one) => ({
                kind: one.kind,
                name: one.name?.trim() || codes.label('paper', one.kind),
                note: one.note ?? '',
              })),
            },
          }),
        )
      }
      onClose={onClose}
    >
      <Form.List name="papers">
        {(rows, { add, remove }) => (
          <>
            {rows.map((row) => (
              <div key={row.key} className={css.formRow}>
                <Item
                  name={[row.name, 'kind']}
                  label={row.name === 0 ? t('casebook.paper_kind') : undefined}
                  rules={[{ required: true }]}
                >
                  <Select
                    options={codes.options('paper')}
                    style={{ width: 168 }}
                    aria-label={t('casebook.paper_kind')}
                  />
                </Item>
                <Item
                  name={[row.name, 'note']}
                  label={row.name === 0 ? t('casebook.paper_note') : undefined}
                  className={css.wide}
                >
                  <Input
                    maxLength={200}
                    placeholder={t('casebook.paper_note_hint')}
                    aria-label={t('casebook.paper_note')}
                  />
                </Item>
                <Button
                  type="text"
                  aria-label={t('casebook.remove_row')}
                  disabled={rows.length === 1}
                  onClick={() => remove(row.name)}
                >
                  <Icon name="cross" />
                </Button>
              </div>
            ))}
            <Button icon={<Icon name="plus" />} onClick={() => add({ kind: 'other' })}>
              {t('casebook.add_paper')}
            </Button>
          </>
        )}
      </Form.List>
    </FormDialog>
  )
}

/** Everything asked for is there, or waived with a reason. */
export function PapersInDialog({ file, onClose }: DialogProps) {
  const t = useT()
  const { id } = file.book.case
  const asked = file.book.papers.filter((one) => one.state === 'asked')
  return (
    <FormDialog<{ waived?: Record<string, string> }>
      file={file}
      title={t('casebook.do_papers_in')}
      intro={t(asked.length > 0 ? 'casebook.intro_papers_missing' : 'casebook.intro_papers_in', {
        n: asked.length,
      })}
      verb={t('casebook.do_papers_in')}
      done={t('casebook.done')}
      send={({ waived = {} }, key, version) =>
        data(
          client.POST('/api/v1/cases/{id}/papers-in', {
            params: { path: { id } },
            headers: once(key),
            body: {
              version,
              waived: Object.fromEntries(Object.entries(waived).filter(([, why]) => why?.trim())),
            },
          }),
        )
      }
      onClose={onClose}
    >
      {asked.map((one) => (
        <Item key={one.id} name={['waived', one.id]} label={t('casebook.waive_paper', { name: one.name })}>
          <Input maxLength={200} placeholder={t('casebook.waive_hint')} />
        </Item>
      ))}
    </FormDialog>
  )
}

/** Papers that have come, with their scans. */
export function PaperDialog({ file, onClose }: DialogProps) {
  const t = useT()
  const codes = useCodes()
  const { id } = file.book.case
  const [files, setFiles] = useState<StoredFile[]>([])
  const asked = file.book.papers.filter((one) => one.state === 'asked')
  return (
    <FormDialog<{ kind: string; name?: string }>
      file={file}
      title={t('casebook.do_paper')}
      verb={t('casebook.do_paper')}
      done={t('casebook.paper_in')}
      initial={{ kind: asked[0]?.kind ?? 'diagnosis', name: asked[0]?.name }}
      send={async ({ kind, name }, key) => {
        const label = name?.trim() || codes.label('paper', kind)
        const scans = files.length > 0 ? files : [undefined]
        for (const [index, scan] of scans.entries()) {
          await done(
            client.POST('/api/v1/cases/{id}/papers', {
              params: { path: { id } },
              headers: once(`${key}-${index}`),
              body: { kind, name: index === 0 ? label : `${label}（${index + 1}）`, file_id: scan?.id ?? '' },
            }),
          )
        }
      }}
      onClose={onClose}
    >
      <Item name="kind" label={t('casebook.paper_kind')} rules={[{ required: true }]}>
        <Select options={codes.options('paper')} />
      </Item>
      <Item name="name" label={t('casebook.paper_name')}>
        <Input maxLength={60} placeholder={t('casebook.paper_name_hint')} />
      </Item>
      <FileUpload
        value={files}
        onChange={setFiles}
        label={t('casebook.scan')}
        accept="image/*,application/pdf"
        max={10}
      />
    </FormDialog>
  )
}
