package bank

import (
	"bytes"
	"strings"
	"time"

	"yice/internal/kit/errs"
	"yice/internal/kit/sheet"
)

// Answer is one row of a bank's return file as it stands there.
type Answer struct {
	row                                                           int
	seq, account, holder, amount, status, reason, ref, on, remark string
}

// columns of a return file by the words that banks use.
func returnColumns() map[string][]string {
	return map[string][]string{
		"seq":     {"序号", "编号", "顺序号", "明细序号", "seq"},
		"account": {"账号", "帐号", "收款账号", "收款帐号", "收款人账号", "卡号", "account"},
		"holder":  {"户名", "收款户名", "收款人", "收款人户名", "收款人名称", "姓名", "account_name"},
		"amount":  {"金额", "交易金额", "发放金额", "amount"},
		"status":  {"状态", "处理状态", "交易状态", "处理结果", "结果", "status"},
		"reason":  {"失败原因", "原因", "返回信息", "处理信息", "错误信息", "reason"},
		"ref":     {"流水号", "银行流水号", "交易流水号", "交易流水", "serial"},
		"remark":  {"备注", "附言", "remark"},
		"on":      {"日期", "交易日期", "入账日期", "处理日期", "date"},
	}
}

// ReadReturn reads a return file (csv or xlsx) of at most 20,000 rows. The head row is the first that names account, amount and
// status; columns, when given, are those of a file without one. Codes: fund.return_head, those of kit/sheet.
func ReadReturn(body []byte, columns []string) ([]Answer, error) {
	var place map[string]int
	if len(columns) > 0 {
		place = map[string]int{}
		for i, c := range columns {
			place[c] = i
		}
	}
	out := []Answer{}
	err := sheet.ReadRows(bytes.NewReader(body), int64(len(body)), sheet.Options{MaxRows: 20000, MaxColumns: 60}, func(rowNo int, cells []string) error {
		if place == nil {
			place = headOf(cells)
			return nil
		}
		get := func(name string) string {
			if i, ok := place[name]; ok && i < len(cells) {
				return strings.TrimSpace(cells[i])
			}
			return ""
		}
		a := Answer{rowNo, get("seq"), get("account"), get("holder"), get("amount"), get("status"), get("reason"), get("ref"), get("on"), get("remark")}
		if a.account == "" && a.status == "" {
			return nil // a sum or a remark below the list
		}
		out = append(out, a)
		return nil
	})
	if err == nil && place == nil {
		err = errs.InvalidField("file", "fund.return_head")
	}
	return out, err
}

func headOf(cells []string) map[string]int {
	place := map[string]int{}
	for name, words := range returnColumns() {
		for i, c := range cells {
			c = strings.ToLower(strings.TrimSpace(c))
			for _, w := range words {
				if _, taken := place[name]; c == w && !taken {
					place[name] = i
				}
			}
		}
	}
	for _, name := range []string{"account", "amount", "status"} {
		if _, ok := place[name]; !ok {
			return nil
		}
	}
	return place
}

// outcome tells paid or failed from a bank's word; "" is unknown.
func outcome(status string) string {
	s := strings.ToLower(strings.TrimSpace(status))
	for _, w := range []string{"失败", "不成功", "未成功", "退", "拒绝", "fail"} {
		if strings.Contains(s, w) {
			return "failed"
		}
	}
	switch s {
	case "f", "n", "否":
		return "failed"
	case "s", "y", "ok", "0000", "是":
		return "paid"
	}
	for _, w := range []string{"成功", "已入账", "已付", "success"} {
		if strings.Contains(s, w) {
			return "paid"
		}
	}
	return ""
}

// failureOf is the code of a bank's reason (§13).
func failureOf(reason string) string {
	for _, x := range []struct {
		code  string
		words []string
	}{
		{"name_mismatch", []string{"户名", "姓名不符", "名称不符"}},
		{"account_closed", []string{"销户", "注销"}},
		{"account_frozen", []string{"冻结", "久悬", "睡眠", "止付", "不动户"}},
		{"class2_limit", []string{"二类", "ii类", "Ⅱ类", "限额"}},
		{"bank_unsupported", []string{"行号", "不支持", "联行"}},
		{"account_wrong", []string{"账号", "帐号", "账户不存在", "卡号", "无此"}},
	} {
		for _, w := range x.words {
			if strings.Contains(strings.ToLower(reason), w) {
				return x.code
			}
		}
	}
	return "other"
}

func dayOf(s, otherwise string) string {
	for _, form := range []string{time.DateOnly, "20060102", "2006/1/2", "2006/01/02", "2006-01-02 15:04:05", "2006年1月2日"} {
		if t, err := time.Parse(form, s); err == nil {
			return t.Format(time.DateOnly)
		}
	}
	return otherwise
}

func last4(account string) string {
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, account)
	return digits[max(len(digits)-4, 0):]
}

func clip(s string, n int) string {
	r := []rune(s)
	return string(r[:min(len(r), n)])
}
