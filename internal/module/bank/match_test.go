package bank

import (
	"bytes"
	"slices"
	"testing"

	"yice/internal/kit/sheet"
)

// TestEachRowFindsItsPayment goes through every cause for which a row fits none, by number, by remark and without either.
func TestEachRowFindsItsPayment(t *testing.T) {
	t.Parallel()
	sent := []Sent{
		{Last4: "0000", Holder: "荆建东", AmountFen: 10000, State: "open"},
		{Last4: "0018", Holder: "荆国东", AmountFen: 10000, State: "open"},
		{Last4: "0026", Holder: "荆志东", AmountFen: 8, State: "paid"},
		{Last4: "0034", Holder: "荆强东", AmountFen: 8, State: "open"},
		{Last4: "0034", Holder: "荆强东", AmountFen: 8, State: "open"},
	}
	match := func(head []string, rows ...[]string) ([]Settled, string) {
		t.Helper()
		var out bytes.Buffer
		must(t, sheet.WriteCSV(&out, sheet.UTF8, 0, slices.Concat([][]string{{"大庆市总工会代发回盘"}, head}, rows)))
		answers, err := ReadReturn(out.Bytes(), nil)
		must(t, err)
		settled, loose := Match("FF2020-0001", sent, answers, "2020-05-06", "2020-05-07")
		causes := ""
		for _, l := range loose {
			causes += l.Cause + " "
		}
		return settled, causes
	}
	settled, causes := match([]string{"序号", "账号", "户名", "金额", "状态", "日期", "失败原因", "流水号"},
		[]string{"7", "0018", "荆国东", "100", "成功", "", "", ""},
		[]string{"2", "0000", "荆国东", "100", "成功", "", "", ""},
		[]string{"2", "0018", "荆建东", "100", "成功", "", "", ""},
		[]string{"2", "0018", "荆国东", "100.01", "成功", "", "", ""},
		[]string{"2", "0018", "荆国东", "100", "处理中", "", "", ""},
		[]string{"2", "0018", "荆国东", "100", "不成功", "1999-01-01", "账户冻结", "U2"},
		[]string{"2", "0018", "荆国东", "100", "不成功", "", "", ""},
		[]string{"3", "0026", "荆志东", "0.08", "成功", "", "", ""},
		[]string{"3", "0026", "荆志东", "0.08", "失败", "", "", ""},
		[]string{"合计", "", "", "200.08", "", "", "", ""},
		[]string{"1", "6228480000000000000", "", "100.00元", "成功", "20200506", "", "U1"})
	want := []Settled{
		{Index: 1, State: "failed", Ref: "U2", On: "2020-05-07", Failure: "account_frozen", Text: "账户冻结"},
		{Index: 0, State: "paid", Ref: "U1", On: "2020-05-06"},
	}
	if !slices.Equal(settled, want) || causes != "no_line account name amount status twice twice " {
		t.Errorf("%+v %s", settled, causes)
	}
	settled, causes = match([]string{"收款账号", "交易金额", "处理结果", "附言"},
		[]string{"0000", "100", "成功", ""}, []string{"0034", "0.08", "成功", ""}, []string{"0034", "0.08", "成功", "FF2020-0001-5"},
		[]string{"0026", "0.08", "失败", "FF2020-0001-3"}, []string{"0018", "100", "成功", "FF2020-0001-x"}, []string{"0018", "100", "成功", "FF2019-0001-2"})
	if len(settled) != 3 || settled[0].Index != 0 || settled[1].Index != 4 || settled[2].Index != 1 || causes != "no_line contradiction no_line " {
		t.Errorf("%+v %s", settled, causes)
	}
	_, err := ReadReturn([]byte("a,b\n1,2\n"), nil)
	refused(t, err, "fund.return_head")
}
