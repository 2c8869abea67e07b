package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"yice/internal/app"
	"yice/internal/core/policy"
	"yice/internal/core/rule"
	"yice/internal/kit/errs"
	"yice/internal/kit/i18n"
	"yice/internal/kit/money"
	"yice/rules"
)

type policyCheckCmd struct {
	book
	Files  []string `arg:"" help:"Rule sets (YAML); what they use is looked for beside them, then among the built-in ones." type:"existingfile"`
	Lacks  bool     `help:"Also name the parameters that the rules read and that are not in force in the book: where an assessment comes to one it stops."`
	Region string   `help:"Division code for --lacks." default:"230600"`
	On     string   `help:"Day for --lacks (default: today)."`
}

func (c *policyCheckCmd) Run(ctx context.Context) error {
	wrong := 0
	programs := map[string]*rule.Program{}
	for _, file := range c.Files {
		name := strings.TrimSuffix(filepath.Base(file), ".yaml")
		sets, err := setsIn(filepath.Dir(file))
		if err != nil {
			return err
		}
		if sets[name], err = os.ReadFile(file); err != nil {
			return err
		}
		p, err := rule.Load(sets, name)
		if err == nil {
			programs[file] = p
			err = assesses(sets, name)
		}
		if err != nil {
			wrong++
			printProblems(filepath.Dir(file), err)
			continue
		}
		fmt.Printf("%s：%d 个变量，%d 个参数，没有问题 (%d variables, %d parameters, no problems)\n", file, len(p.Variables), len(p.Params), len(p.Variables), len(p.Params))
	}
	if c.Lacks {
		if _, err := c.lacking(ctx, programs); err != nil {
			return err
		}
	}
	if wrong > 0 {
		return errors.New("规则有问题，见上 (the rules have problems, see above)")
	}
	return nil
}

// assesses checks the rules by which households are assessed as a draft is checked, where the set takes part in them.
func assesses(sets map[string][]byte, name string) error {
	used := rule.Closure(policy.Platform, func(set string) ([]string, bool) {
		text, ok := sets[set]
		return rule.HeadOf(text).Uses, ok
	})
	if !slices.Contains(used, name) {
		return nil
	}
	p, err := rule.Load(sets, policy.Platform)
	if err != nil {
		return err
	}
	return policy.Fits(p)
}

// lacking prints what the book has no value for and counts it.
func (c *policyCheckCmd) lacking(ctx context.Context, programs map[string]*rule.Program) (n int, err error) {
	err = withBook(ctx, c.book, policy.PermView, func(ctx context.Context, a *app.App) error {
		for _, file := range c.Files {
			if programs[file] == nil {
				continue
			}
			list, err := a.Policy.Lacking(ctx, programs[file], c.Region, c.On)
			if err != nil {
				return err
			}
			for _, x := range list {
				n++
				fmt.Fprintf(os.Stderr, "%s: 没有生效的参数 %s（%s） (no value of %s is in force)\n", file, x.Key, x.Words.ZH, x.Key)
			}
		}
		return nil
	})
	return n, err
}

type policyTestCmd struct {
	book
	Path string `arg:"" optional:"" help:"Folder of rule sets, or one file of worked tests (default: rules/, or else the built-in ones)." type:"path"`
	Book bool   `help:"Test the rule sets in force in the book instead, also by the worked tests that its versions brought along."`
	On   string `help:"Day for --book (default: today)."`
}

func (c *policyTestCmd) Run(ctx context.Context) error {
	if c.Book {
		return c.inBook(ctx)
	}
	files, err := workedIn(c.Path)
	if err != nil {
		return err
	}
	passed, failed := 0, 0
	for _, f := range files {
		all, err := f.parse()
		if err != nil {
			printProblems(filepath.Dir(f.path), err)
			failed++
			continue
		}
		programs := map[string]*rule.Program{}
		for i := range all {
			bad := f.check(programs, &all[i])
			if len(bad) == 0 {
				passed++
				continue
			}
			failed++
			fmt.Printf("✗ %s：%s\n", f.path, all[i].Name)
			for _, b := range bad {
				fmt.Println("    " + b)
			}
		}
	}
	return tested(passed, failed)
}

// tested says how many worked tests passed; none at all is a failure.
func tested(passed, failed int) error {
	fmt.Printf("通过 %d 个算例，未通过 %d 个 (%d passed, %d failed)\n", passed, failed, passed, failed)
	if failed > 0 || passed == 0 {
		return errors.New("有算例未通过 (not all worked tests passed)")
	}
	return nil
}

// inBook runs the worked tests of the book. Those of the program that a version changes on purpose fail here until the version brings its
// own of the same name.
func (c *policyTestCmd) inBook(ctx context.Context) error {
	return withBook(ctx, c.book, policy.PermView, func(ctx context.Context, a *app.App) error {
		all, err := a.Policy.TestBook(ctx, c.On)
		if err != nil {
			return err
		}
		passed, failed := 0, 0
		for _, o := range all {
			if o.Holds {
				passed++
				continue
			}
			failed++
			fmt.Printf("✗ %s：%s\n", o.File, o.Name)
			for _, m := range o.Misses {
				fmt.Println("    " + m.String())
			}
		}
		return tested(passed, failed)
	})
}

type policyExportCmd struct {
	book
	Folder string `arg:"" help:"Folder for the files; those that are there already are not written over." type:"path"`
	On     string `help:"The rule sets in force on this day (default: today)."`
}

func (c *policyExportCmd) Run(ctx context.Context) error {
	var files []policy.RuleFile
	err := withBook(ctx, c.book, policy.PermView, func(ctx context.Context, a *app.App) (err error) {
		files, err = a.Policy.BookFiles(ctx, c.On)
		return err
	})
	if err != nil {
		return err
	}
	if err := os.MkdirAll(c.Folder, 0o750); err != nil {
		return err
	}
	for _, f := range files {
		if err := writeNew(filepath.Join(c.Folder, f.Name), f.Text); err != nil {
			return err
		}
	}
	fmt.Printf("写出 %d 个文件 (%d files written)\n", len(files), len(files))
	return nil
}

// writeNew writes a file that is not there yet.
func writeNew(path string, text []byte) (err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o640)
	if err != nil {
		return err
	}
	defer func() {
		if cerr := f.Close(); err == nil {
			err = cerr
		}
	}()
	_, err = f.Write(text)
	return err
}

type policyExplainCmd struct {
	File string `arg:"" help:"A case: rule_set, parameters and given, as in the worked tests." type:"existingfile"`
	Lang string `help:"Language." enum:"zh,en" default:"zh"`
	JSON bool   `help:"Print the rows as JSON."`
}

func (c *policyExplainCmd) Run() error {
	files, err := workedIn(c.File)
	if err != nil {
		return err
	}
	all, err := files[0].parse()
	if err != nil {
		printProblems(filepath.Dir(c.File), err)
		return errors.New("个案文件有问题 (the case file has problems)")
	}
	for i := range all {
		p, err := rule.Load(files[0].sets, all[i].Set)
		if err != nil {
			printProblems(filepath.Dir(c.File), err)
			return errors.New("规则有问题 (the rules have problems)")
		}
		a, err := all[i].Answer(p)
		if err != nil {
			printProblems("", err)
			return fmt.Errorf("%s：不能计算 (cannot be computed)", all[i].Name)
		}
		if err := c.print(all[i].Name, a); err != nil {
			return err
		}
	}
	return nil
}

func (c *policyExplainCmd) print(name string, a *rule.Answer) error {
	if c.JSON {
		out := json.NewEncoder(os.Stdout)
		out.SetIndent("", "  ")
		return out.Encode(map[string]any{"name": name, "rows": a.Rows, "sentence": a.Sentence})
	}
	say := func(w rule.Words) string {
		if c.Lang == "en" && w.EN != "" {
			return w.EN
		}
		return w.ZH
	}
	value := func(v, unit string, text *rule.Words) string {
		if text != nil && say(*text) != "" {
			return say(*text)
		}
		return strings.TrimSpace(v + " " + say(rule.Units()[unit]))
	}
	fmt.Println("# " + name)
	for _, r := range a.Rows {
		who := ""
		if r.Ref != "" {
			who = "（" + r.Ref + "）"
		}
		fmt.Printf("%s%s = %s\n", say(r.Label), who, value(r.Value, r.Unit, r.Text))
		fmt.Printf("    %s\n", say(r.Formula))
		for _, x := range r.Inputs {
			fmt.Printf("    · %s %s\n", say(x.Label), value(x.Value, x.Unit, x.Text))
		}
		for _, v := range r.Params {
			fmt.Printf("    § %s = %s %s %s\n", v.Key, v.Value, v.Document, v.FromOn)
		}
	}
	fmt.Println(say(a.Sentence))
	return nil
}

// workedFile is a file of worked examples with the rule sets that it speaks about.
type workedFile struct {
	path   string
	text   []byte
	sets   map[string][]byte
	shared func(name string) []byte
}

func (f workedFile) parse() ([]rule.Worked, error) {
	return rule.ParseWorked(filepath.Base(f.path), f.text, f.shared)
}

func (f workedFile) check(programs map[string]*rule.Program, w *rule.Worked) []string {
	if programs[w.Set] == nil {
		p, err := rule.Load(f.sets, w.Set)
		if err != nil {
			printProblems(filepath.Dir(f.path), err)
			return []string{w.Set}
		}
		programs[w.Set] = p
	}
	return w.Check(programs[w.Set])
}

// setsIn are the rule sets of a folder over the built-in ones.
func setsIn(folder string) (map[string][]byte, error) {
	sets := rules.Files()
	paths, err := filepath.Glob(filepath.Join(folder, "*.yaml"))
	if err != nil {
		return nil, err
	}
	for _, p := range paths {
		if strings.HasSuffix(p, "_test.yaml") {
			continue
		}
		if sets[strings.TrimSuffix(filepath.Base(p), ".yaml")], err = os.ReadFile(p); err != nil {
			return nil, err
		}
	}
	return sets, nil
}

// workedIn finds the worked examples of a folder or of one file; without a path those of rules/, or the built-in ones.
func workedIn(path string) ([]workedFile, error) {
	if path == "" {
		if _, err := os.Stat("rules"); err != nil {
			return builtIn(), nil
		}
		path = "rules"
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	folder, paths := filepath.Dir(path), []string{path}
	if info.IsDir() {
		folder = path
		if paths, err = filepath.Glob(filepath.Join(path, "*_test.yaml")); err != nil {
			return nil, err
		}
	}
	sets, err := setsIn(folder)
	if err != nil {
		return nil, err
	}
	var out []workedFile
	for _, p := range paths {
		text, err := os.ReadFile(p)
		if err != nil {
			return nil, err
		}
		out = append(out, workedFile{path: p, text: text, sets: sets, shared: func(name string) []byte {
			if name == filepath.Base(name) {
				if text, err := os.ReadFile(filepath.Join(folder, "parameters", name+".yaml")); err == nil {
					return text
				}
			}
			return rules.Parameters(name)
		}})
	}
	return out, nil
}

func builtIn() []workedFile {
	var out []workedFile
	for name, text := range rules.Worked() {
		out = append(out, workedFile{path: name + ".yaml", text: text, sets: rules.Files(), shared: rules.Parameters})
	}
	slices.SortFunc(out, func(a, b workedFile) int { return strings.Compare(a.path, b.path) })
	return out
}

// printProblems writes each problem with its place and both sentences.
func printProblems(folder string, err error) {
	catalogue, cerr := i18n.New(rule.Messages(), policy.Messages(), money.Messages())
	if cerr != nil {
		fmt.Fprintln(os.Stderr, err)
		return
	}
	e := errs.As(err)
	say := func(code string, params map[string]any) string {
		return catalogue.Text(i18n.Chinese, code, params) + " (" + catalogue.Text(i18n.English, code, params) + ")"
	}
	if len(e.Fields) == 0 {
		fmt.Fprintln(os.Stderr, say(e.Code, e.Params))
	}
	for _, f := range e.Fields {
		path := f.Path
		if name, place, ok := strings.Cut(path, ":"); ok && folder != "" {
			path = filepath.Join(folder, strings.TrimSuffix(name, ".yaml")+".yaml") + ":" + place
		}
		fmt.Fprintf(os.Stderr, "%s: %s\n", path, say(f.Code, f.Params))
	}
}
