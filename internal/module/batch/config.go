package batch

import (
	"context"
	"strings"

	"yice/internal/kit/authz"
	"yice/internal/kit/db"
	"yice/internal/kit/errs"
	"yice/internal/kit/journal"
	"yice/internal/module/fund"
	"yice/internal/module/order"
)

// Config is what an office sets up once: paying accounts and bank layouts.
type Config struct {
	Payers    []fund.Payer `json:"payers"`
	Templates []Template   `json:"templates"`
	Sources   []fund.Coded `json:"sources"`
	Purposes  []fund.Coded `json:"purposes"`
	Failures  []fund.Coded `json:"failures"`
	Can       []string     `json:"can"`
}

// Config reads the set-up. Needs fund.PermView.
func (s *Service) Config(ctx context.Context) (c Config, err error) {
	if err := authz.Require(ctx, fund.PermView); err != nil {
		return c, err
	}
	c = Config{Sources: fund.Sources(), Purposes: fund.Purposes(), Failures: order.Failures(), Can: order.PoolCan(ctx)}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		if c.Payers, err = s.funds.PayersTx(ctx, tx); err != nil {
			return err
		}
		if c.Templates, err = findTemplates(ctx, tx); err != nil {
			return err
		}
		list, err := findUnderway(ctx, tx)
		c.count(list)
		return err
	})
	return c, err
}

// count tells of each layout and account which batches a change of it meets on their way.
func (c *Config) count(underway []Batch) {
	for i := range c.Templates {
		c.Templates[i].AtBank = []string{}
		for _, b := range underway {
			if b.Template == c.Templates[i].Code && b.State == Released && b.FileHash != "" {
				c.Templates[i].AtBank = append(c.Templates[i].AtBank, b.No)
			}
		}
	}
	for i := range c.Payers {
		c.Payers[i].Underway = []string{}
		for _, b := range underway {
			if b.Payer == c.Payers[i].Code && b.PayerNo != "" {
				c.Payers[i].Underway = append(c.Payers[i].Underway, b.No)
			}
		}
	}
}

// SetPayer writes a paying account; version 0 makes a new one. Batches that were locked before keep the number they were locked
// with. Needs fund.PermConfigure. Codes: fund.required, fund.template_unknown, stale.
func (s *Service) SetPayer(ctx context.Context, p fund.Payer) (fund.Payer, error) {
	err := s.configure(ctx, func(tx *db.Tx) error {
		if strings.TrimSpace(p.Code) == "" || strings.TrimSpace(p.Name) == "" {
			return errs.InvalidField("name", "fund.required")
		}
		if _, err := findTemplate(ctx, tx, p.Template); err != nil {
			return unknown(err, "template", "fund.template_unknown")
		}
		p.Underway = []string{}
		if err := s.funds.SavePayerTx(ctx, tx, &p); err != nil {
			return err
		}
		return journal.Record(ctx, tx, journal.Event{Action: "fund.set_payer", ObjectType: "fund_payer", ObjectID: p.Code, Summary: "设置付款账户“" + p.Name + "”", After: p})
	})
	return p, err
}

// SetTemplate writes a bank's layout; version 0 makes a new one. Needs fund.PermConfigure. Codes: fund.required,
// fund.layout_columns, field.choice, stale.
func (s *Service) SetTemplate(ctx context.Context, t Template) (Template, error) {
	err := s.configure(ctx, func(tx *db.Tx) error {
		if strings.TrimSpace(t.Code) == "" || strings.TrimSpace(t.Name) == "" {
			return errs.InvalidField("name", "fund.required")
		}
		if err := t.Layout.form().Check(); err != nil {
			return err
		}
		t.AtBank = []string{}
		if err := saveTemplate(ctx, tx, &t); err != nil {
			return err
		}
		return journal.Record(ctx, tx, journal.Event{Action: "fund.set_template", ObjectType: "fund_template", ObjectID: t.Code, Summary: "设置代发模板“" + t.Name + "”", After: t.Layout})
	})
	return t, err
}

func (s *Service) configure(ctx context.Context, fn func(tx *db.Tx) error) error {
	if err := authz.Require(ctx, fund.PermConfigure); err != nil {
		return err
	}
	return s.db.Update(ctx, fn)
}
