-- +goose Up
-- How many people review a batch is the parameter payment.reviewers now, adopted like every other.
DROP TABLE fund_bands;

-- How far another department has confirmed that the money arrived; module/pay writes it.
ALTER TABLE fund_batches ADD COLUMN sample_state TEXT NOT NULL DEFAULT '';
ALTER TABLE fund_batches ADD COLUMN sample_size BIGINT NOT NULL DEFAULT 0;
UPDATE fund_batches SET sample_state = 'done' WHERE state IN ('reconciled', 'closed');

-- What was kept back from a payment because an earlier one had to come back.
ALTER TABLE fund_orders ADD COLUMN netted_fen BIGINT NOT NULL DEFAULT 0;
ALTER TABLE fund_recoveries ADD COLUMN netted_fen BIGINT NOT NULL DEFAULT 0;
CREATE INDEX fund_recoveries_case ON fund_recoveries (case_id, fund_id) WHERE state = 'open';

-- What came from the half-year before, or went to the next one.
ALTER TABLE fund_budgets ADD COLUMN carried_fen BIGINT NOT NULL DEFAULT 0;

INSERT INTO fund_templates (code, name, document, version, updated_at, updated_by) VALUES
('bar_gbk', '网银批量代发（竖线分隔、无表头，每份 1000 笔）', '{"format":"csv","encoding":"gb18030","separator":"|","max_lines":1000,"purpose_length":10,"columns":[{"title":"收款账号","field":"account"},{"title":"收款户名","field":"account_name"},{"title":"金额","field":"amount"},{"title":"用途","field":"purpose"},{"title":"附言","field":"remark"}],"return":["remark","account","holder","amount","status","reason","ref","on"]}', 1, 0, ''),
('cross_xlsx', '跨行代发 Excel（汇总行、联行号，每份 500 笔）', '{"format":"xlsx","head":true,"summary":true,"max_lines":500,"purpose_length":20,"columns":[{"title":"序号","field":"seq"},{"title":"收款账号","field":"account"},{"title":"收款户名","field":"account_name"},{"title":"开户行名称","field":"bank"},{"title":"网点","field":"branch"},{"title":"联行号","field":"bank_line_no"},{"title":"金额","field":"amount"},{"title":"币种","field":"constant","value":"人民币"},{"title":"用途","field":"purpose"},{"title":"备注","field":"remark"}]}', 1, 0, '');

-- Bank statements of an account that pays, row by row as the bank wrote them.
CREATE TABLE pay_statements (
  id TEXT NOT NULL PRIMARY KEY,
  payer TEXT NOT NULL REFERENCES fund_payers (code),
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  from_on TEXT NOT NULL,
  to_on TEXT NOT NULL,
  row_count BIGINT NOT NULL,
  out_lines BIGINT NOT NULL,
  out_fen BIGINT NOT NULL,
  in_lines BIGINT NOT NULL,
  in_fen BIGINT NOT NULL,
  made_at BIGINT NOT NULL,
  made_by TEXT NOT NULL,
  made_by_id TEXT NOT NULL,
  CONSTRAINT pay_statements_payer_sha256_key UNIQUE (payer, sha256)
);
CREATE INDEX pay_statements_payer ON pay_statements (payer, id);

-- match: line (one payment), total (all payments of a batch in one row), back (a refused payment that came back), again (shown by
-- an earlier statement too), none (nothing of ours; somebody explains it).
CREATE TABLE pay_statement_rows (
  id TEXT NOT NULL PRIMARY KEY,
  statement_id TEXT NOT NULL REFERENCES pay_statements (id),
  row_no BIGINT NOT NULL,
  on_date TEXT NOT NULL,
  out_fen BIGINT NOT NULL,
  in_fen BIGINT NOT NULL,
  holder TEXT NOT NULL,
  last4 TEXT NOT NULL,
  ref TEXT NOT NULL,
  memo TEXT NOT NULL,
  match TEXT NOT NULL,
  batch_id TEXT NOT NULL DEFAULT '',
  line_id TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '',
  explained_at BIGINT NOT NULL DEFAULT 0,
  explained_by TEXT NOT NULL DEFAULT '',
  explained_by_id TEXT NOT NULL DEFAULT '',
  CONSTRAINT pay_statement_rows_statement_id_row_no_key UNIQUE (statement_id, row_no),
  CONSTRAINT pay_statement_rows_match_check CHECK (match IN ('line', 'total', 'back', 'again', 'none')),
  CONSTRAINT pay_statement_rows_amount_check CHECK (out_fen >= 0 AND in_fen >= 0 AND out_fen + in_fen > 0)
);
CREATE INDEX pay_statement_rows_batch ON pay_statement_rows (batch_id) WHERE batch_id <> '';
CREATE UNIQUE INDEX pay_statement_rows_line_id_key ON pay_statement_rows (line_id) WHERE match = 'line';

-- Why a payment that the bank confirmed stands on no statement: somebody says so with his name.
CREATE TABLE pay_missing (
  line_id TEXT NOT NULL PRIMARY KEY REFERENCES fund_lines (id),
  batch_id TEXT NOT NULL REFERENCES fund_batches (id),
  note TEXT NOT NULL,
  explained_at BIGINT NOT NULL,
  explained_by TEXT NOT NULL,
  explained_by_id TEXT NOT NULL
);
CREATE INDEX pay_missing_batch ON pay_missing (batch_id);

-- The draw of a batch: whoever knows the seed draws the same lines again.
CREATE TABLE pay_samples (
  batch_id TEXT NOT NULL PRIMARY KEY REFERENCES fund_batches (id),
  seed TEXT NOT NULL,
  share TEXT NOT NULL,
  least BIGINT NOT NULL,
  paid_lines BIGINT NOT NULL,
  size BIGINT NOT NULL,
  drawn_at BIGINT NOT NULL,
  drawn_by TEXT NOT NULL
);

CREATE TABLE pay_confirmations (
  id TEXT NOT NULL PRIMARY KEY,
  batch_id TEXT NOT NULL REFERENCES pay_samples (batch_id),
  line_id TEXT NOT NULL REFERENCES fund_lines (id),
  seq BIGINT NOT NULL,
  order_id TEXT NOT NULL REFERENCES fund_orders (id),
  payee_person_id TEXT NOT NULL,
  department TEXT NOT NULL,
  org_path TEXT NOT NULL,
  state TEXT NOT NULL,
  method TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '',
  answered_at BIGINT NOT NULL DEFAULT 0,
  answered_by TEXT NOT NULL DEFAULT '',
  answered_by_id TEXT NOT NULL DEFAULT '',
  explanation TEXT NOT NULL DEFAULT '',
  explained_at BIGINT NOT NULL DEFAULT 0,
  explained_by TEXT NOT NULL DEFAULT '',
  version BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  updated_by TEXT NOT NULL,
  CONSTRAINT pay_confirmations_line_id_key UNIQUE (line_id),
  CONSTRAINT pay_confirmations_state_check CHECK (state IN ('asked', 'confirmed', 'denied', 'unreached', 'explained'))
);
CREATE INDEX pay_confirmations_batch ON pay_confirmations (batch_id, seq);
CREATE INDEX pay_confirmations_state ON pay_confirmations (state, id);

-- Charts of accounts and what is booked where, by the days on which they hold.
CREATE TABLE account_charts (
  code TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  from_on TEXT NOT NULL,
  to_on TEXT NOT NULL DEFAULT '',
  document TEXT NOT NULL,
  version BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  updated_by TEXT NOT NULL
);

-- A closed month: its vouchers never change any more. What is booked into it later goes to the month that is open.
CREATE TABLE account_months (
  month TEXT NOT NULL PRIMARY KEY,
  chart TEXT NOT NULL REFERENCES account_charts (code),
  vouchers BIGINT NOT NULL,
  sum_fen BIGINT NOT NULL,
  hash TEXT NOT NULL,
  closed_at BIGINT NOT NULL,
  closed_by TEXT NOT NULL,
  closed_by_id TEXT NOT NULL
);

CREATE TABLE account_vouchers (
  id TEXT NOT NULL PRIMARY KEY,
  month TEXT NOT NULL REFERENCES account_months (month),
  no BIGINT NOT NULL,
  on_date TEXT NOT NULL,
  kind TEXT NOT NULL,
  memo TEXT NOT NULL,
  object_id TEXT NOT NULL,
  sum_fen BIGINT NOT NULL,
  document TEXT NOT NULL,
  CONSTRAINT account_vouchers_month_no_key UNIQUE (month, no),
  CONSTRAINT account_vouchers_sum_check CHECK (sum_fen > 0)
);

CREATE TABLE account_booked (
  fund_id TEXT NOT NULL REFERENCES funds (id),
  seq BIGINT NOT NULL,
  voucher_id TEXT NOT NULL REFERENCES account_vouchers (id),
  CONSTRAINT account_booked_fund_id_seq_key PRIMARY KEY (fund_id, seq)
);

-- Examples of the two union charts (2010: domain rules §6.1; the numbers of 2021 are to be checked by the office before use).
INSERT INTO account_charts (code, name, from_on, to_on, document, version, updated_at, updated_by) VALUES
('union-2010', '工会会计制度（2010 年科目，示例）', '2010-01-01', '2021-12-31', '{"bank":"102","accounts":[{"code":"102","name":"银行存款"},{"code":"231","name":"代管经费"},{"code":"402","name":"拨缴经费收入"},{"code":"403","name":"上级补助收入"},{"code":"404","name":"政府补助收入"},{"code":"405","name":"行政补助收入"},{"code":"408","name":"其他收入"},{"code":"50203","name":"维权支出—法律援助费"},{"code":"50204","name":"维权支出—困难职工帮扶费"}],"rules":[{"side":"in","source":"donation","account":"231"},{"side":"out","source":"donation","account":"231"},{"side":"in","source":"donation_restricted","account":"231"},{"side":"out","source":"donation_restricted","account":"231"},{"side":"in","source":"mutual_aid","account":"231"},{"side":"out","source":"mutual_aid","account":"231"},{"side":"in","source":"upper_union","account":"403"},{"side":"in","source":"central_budget","account":"404"},{"side":"in","source":"provincial_budget","account":"404"},{"side":"in","source":"local_budget","account":"404"},{"side":"in","source":"employer","account":"405"},{"side":"in","source":"own_union","account":"402"},{"side":"in","source":"other","account":"408"},{"side":"out","purpose":"legal","account":"50203"},{"side":"out","account":"50204"}]}', 1, 0, ''),
('union-2021', '工会会计制度（2021 年科目，示例，启用前须核对）', '2022-01-01', '', '{"bank":"1002","accounts":[{"code":"1002","name":"银行存款"},{"code":"2301","name":"代管经费"},{"code":"4002","name":"拨缴经费收入"},{"code":"4101","name":"上级补助收入"},{"code":"4201","name":"政府补助收入"},{"code":"4301","name":"行政补助收入"},{"code":"4601","name":"其他收入"},{"code":"520103","name":"维权支出—法律援助"},{"code":"520104","name":"维权支出—困难职工帮扶"}],"rules":[{"side":"in","source":"donation","account":"2301"},{"side":"out","source":"donation","account":"2301"},{"side":"in","source":"donation_restricted","account":"2301"},{"side":"out","source":"donation_restricted","account":"2301"},{"side":"in","source":"mutual_aid","account":"2301"},{"side":"out","source":"mutual_aid","account":"2301"},{"side":"in","source":"upper_union","account":"4101"},{"side":"in","source":"central_budget","account":"4201"},{"side":"in","source":"provincial_budget","account":"4201"},{"side":"in","source":"local_budget","account":"4201"},{"side":"in","source":"employer","account":"4301"},{"side":"in","source":"own_union","account":"4002"},{"side":"in","source":"other","account":"4601"},{"side":"out","purpose":"legal","account":"520103"},{"side":"out","account":"520104"}]}', 1, 0, '');
