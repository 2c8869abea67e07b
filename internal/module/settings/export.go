package settings

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"yice/internal/core/org"
	"yice/internal/kit/authz"
	"yice/internal/kit/clock"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/i18n"
	"yice/internal/kit/journal"
	"yice/internal/kit/sheet"
	"yice/internal/kit/web"
)

// exportMax is how many rows a list may have when it leaves the system.
const exportMax = 20_000

// list describes one export: its words and a page of rows after a cursor.
type list struct {
	action string
	title  i18n.Word
	heads  []i18n.Word
	page   func(ctx context.Context, p db.Page) (rows [][]any, next string, err error)
}

func (d door) export(w http.ResponseWriter, r *http.Request, l list) error {
	ctx := r.Context()
	q := r.URL.Query()
	if err := plain(q); err != nil {
		return err
	}
	lang := web.Language(ctx)
	purpose := q.Get("purpose")
	if purpose == "" {
		purpose = l.title.In(lang)
	}
	rows, err := collect(ctx, q.Get("sort"), l)
	if err != nil {
		return err
	}
	err = journal.Looked(ctx, d.s.db, journal.Event{
		Action: l.action, ObjectType: "list", Summary: "导出" + l.title.ZH, After: map[string]int{"rows": len(rows)}, Reason: q.Get("purpose"),
	})
	if err != nil {
		return err
	}
	layout := sheet.Layout{Title: l.title.In(lang), Watermark: web.Watermark(ctx, d.s.db.Now(), purpose)}
	for _, h := range l.heads {
		layout.Columns = append(layout.Columns, sheet.Column{Title: h.In(lang), Kind: sheet.Text})
	}
	name := l.title.In(lang) + "-" + d.today() + ".xlsx"
	return sheet.Serve(w, name, layout, func(out *sheet.Writer) error {
		for _, row := range rows {
			if err := out.Row(row...); err != nil {
				return err
			}
		}
		return nil
	})
}

func collect(ctx context.Context, sort string, l list) (all [][]any, err error) {
	p := db.Page{Limit: db.PageMax, Sort: sort}
	for {
		rows, next, err := l.page(ctx, p)
		if err != nil {
			return nil, err
		}
		if all = append(all, rows...); len(all) > exportMax {
			return nil, errs.New(errs.TooLarge, "settings.list_too_long", "max", exportMax)
		}
		if next == "" {
			return all, nil
		}
		p.Cursor = next
	}
}

// plain refuses what the typed routes refuse by their schema.
func plain(q url.Values) error {
	for name, values := range q {
		for _, v := range values {
			if len(v) > 500 || strings.ContainsRune(v, 0) {
				return errs.InvalidField(name, "field.too_long", "limit", 500)
			}
		}
	}
	return nil
}

func (d door) exportOrgs(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	in := orgsIn{Q: q.Get("q"), Kind: q.Get("kind"), Department: q.Get("department"), Under: q.Get("under"), Parent: q.Get("parent"), Open: q.Get("open")}
	return d.export(w, r, list{
		action: "settings.orgs_export",
		title:  i18n.Word{ZH: "机构名单", EN: "Organisations"},
		heads: []i18n.Word{
			{ZH: "名称", EN: "Name"},
			{ZH: "代码", EN: "Code"},
			{ZH: "类别", EN: "Kind"},
			{ZH: "上级机构", EN: "Superior"},
			{ZH: "部门", EN: "Department"},
			{ZH: "区划", EN: "Area"},
			{ZH: "电话", EN: "Phone"},
			{ZH: "设立日期", EN: "From"},
			{ZH: "撤销日期", EN: "To"},
		},
		page: func(ctx context.Context, p db.Page) (rows [][]any, next string, err error) {
			f := in.filter(d.today())
			f.Page = p
			l, err := d.s.Orgs(ctx, f)
			for _, o := range l.Rows {
				rows = append(rows, []any{
					o.Name, o.Code, kindWord(o.Kind).In(web.Language(ctx)), o.ParentName, departmentWord(o.Department).In(web.Language(ctx)),
					org.AreaFullName(o.AreaCode), o.Phone, o.FromOn, o.ToOn,
				})
			}
			return rows, l.Next, err
		},
	})
}

func (d door) exportStaff(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	in := staffIn{Q: q.Get("q"), OrgID: q.Get("org_id"), Under: q.Get("under"), Role: q.Get("role"), Left: q.Get("left")}
	return d.export(w, r, list{
		action: "settings.staff_export",
		title:  i18n.Word{ZH: "人员名单", EN: "Staff"},
		heads: []i18n.Word{
			{ZH: "姓名", EN: "Name"},
			{ZH: "机构", EN: "Organisation"},
			{ZH: "职务", EN: "Title"},
			{ZH: "电话", EN: "Phone"},
			{ZH: "账号", EN: "Login"},
			{ZH: "岗位", EN: "Roles"},
			{ZH: "到任日期", EN: "From"},
			{ZH: "离任日期", EN: "To"},
			{ZH: "最近登录", EN: "Last sign-in"},
		},
		page: func(ctx context.Context, p db.Page) (rows [][]any, next string, err error) {
			f := in.filter()
			f.Page = p
			l, err := d.s.Staff(ctx, f, web.Language(ctx))
			for _, s := range l.Rows {
				labels := []string{}
				for _, role := range s.Roles {
					labels = append(labels, role.Label)
				}
				rows = append(rows, []any{s.Name, s.OrgName, s.Title, s.Phone, s.Account.Login, strings.Join(labels, "、"), s.FromOn, s.ToOn, moment(s.Account.LastInAt)})
			}
			return rows, l.Next, err
		},
	})
}

func (d door) exportGrants(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	in := grantsIn{Q: q.Get("q"), StaffID: q.Get("staff_id"), Role: q.Get("role"), Under: q.Get("under"), State: q.Get("state")}
	return d.export(w, r, list{
		action: "settings.grants_export",
		title:  i18n.Word{ZH: "岗位授权名单", EN: "Role grants"},
		heads: []i18n.Word{
			{ZH: "姓名", EN: "Name"},
			{ZH: "所在机构", EN: "Organisation"},
			{ZH: "岗位", EN: "Role"},
			{ZH: "管辖机构", EN: "Within"},
			{ZH: "开始日期", EN: "From"},
			{ZH: "结束日期", EN: "To"},
			{ZH: "理由", EN: "Reason"},
			{ZH: "办理人", EN: "Changed by"},
		},
		page: func(ctx context.Context, p db.Page) (rows [][]any, next string, err error) {
			f := in.filter()
			f.Page = p
			l, err := d.s.Grants(ctx, f, web.Language(ctx))
			for _, g := range l.Rows {
				rows = append(rows, []any{g.StaffName, g.StaffOrg, g.Label, g.OrgName, g.FromOn, g.ToOn, g.Reason, g.ChangedBy})
			}
			return rows, l.Next, err
		},
	})
}

func (d door) exportSignIns(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Require(r.Context(), PermExport); err != nil {
		return err
	}
	q := r.URL.Query()
	in := signInsIn{Login: q.Get("login"), Result: q.Get("result"), Origin: q.Get("origin"), FromOn: q.Get("from_on"), ToOn: q.Get("to_on")}
	f, err := in.filter()
	if err != nil {
		return err
	}
	return d.export(w, r, list{
		action: "settings.sign_ins_export",
		title:  i18n.Word{ZH: "登录记录", EN: "Sign-ins"},
		heads: []i18n.Word{
			{ZH: "时间", EN: "Time"},
			{ZH: "账号", EN: "Login"},
			{ZH: "姓名", EN: "Name"},
			{ZH: "机构", EN: "Organisation"},
			{ZH: "结果", EN: "Result"},
			{ZH: "地址", EN: "Address"},
			{ZH: "设备", EN: "Device"},
		},
		page: func(ctx context.Context, p db.Page) (rows [][]any, next string, err error) {
			f.Page = p
			l, err := d.s.SignIns(ctx, f)
			for _, s := range l.Rows {
				rows = append(rows, []any{moment(s.At), s.Login, s.Name, s.OrgName, resultWord(s.Result).In(web.Language(ctx)), s.Origin, s.Agent})
			}
			return rows, l.Next, err
		},
	})
}

func moment(ms int64) string {
	if ms == 0 {
		return ""
	}
	return time.UnixMilli(ms).In(clock.Shanghai()).Format("2006-01-02 15:04:05")
}

func kindWord(kind string) i18n.Word {
	return map[string]i18n.Word{
		org.KindCity: {ZH: "城市", EN: "City"}, org.KindCounty: {ZH: "区县", EN: "County"}, org.KindDepartment: {ZH: "部门", EN: "Department"},
		org.KindOffice: {ZH: "科室中心", EN: "Office"}, org.KindStreet: {ZH: "街道乡镇", EN: "Street"}, org.KindCommunity: {ZH: "社区村", EN: "Community"},
		org.KindEmployer: {ZH: "用人单位", EN: "Employer"}, org.KindProvider: {ZH: "服务机构", EN: "Provider"},
	}[kind]
}

func departmentWord(code string) i18n.Word {
	for _, d := range org.Departments() {
		if d.Code == code {
			return i18n.Word{ZH: d.ZH, EN: d.EN}
		}
	}
	return i18n.Word{}
}

func resultWord(result string) i18n.Word {
	return map[string]i18n.Word{
		"ok": {ZH: "成功", EN: "Signed in"}, "password": {ZH: "密码不对", EN: "Wrong password"}, "unknown": {ZH: "没有这个账号", EN: "Unknown login"},
		"locked": {ZH: "锁定中", EN: "Locked"}, "disabled": {ZH: "已停用", EN: "Disabled"},
	}[result]
}
