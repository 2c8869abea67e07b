package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"time"
)

// measure makes a demo book in a new folder, imports a register of so many rows into it and prints seconds and memory.
func measure(bin string, rows int, g *maker) error {
	dir, err := os.MkdirTemp("", "yice-import-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	file, data := filepath.Join(dir, "register.xlsx"), filepath.Join(dir, "data")
	if err := g.write(file, rows, false); err != nil {
		return err
	}
	if _, err := run(bin, "demo", "--data", data, "--no-serve"); err != nil {
		return err
	}
	load, _ := os.ReadFile("/proc/loadavg")
	fmt.Printf("import.rows=%d cpus=%d load=%.4s\n", rows, runtime.NumCPU(), load)
	for _, step := range []struct{ name, mode string }{{"check", "--dry-run"}, {"apply", "--apply"}, {"again", "--apply"}} {
		args := []string{"import", "households", file, "--data", data, "--good-rows", "--errors", filepath.Join(dir, "errors.xlsx"), step.mode}
		if step.name == "again" {
			args = append(args, "--again")
		}
		u, err := run(bin, args...)
		if err != nil {
			return err
		}
		fmt.Printf("import.%s_seconds=%.1f import.%s_cpu_seconds=%.1f import.%s_peak_mib=%d\n", step.name, u.wall.Seconds(), step.name,
			u.cpu.Seconds(), step.name, u.peak>>10)
	}
	return nil
}

type usage struct {
	wall, cpu time.Duration
	peak      int64 // KiB
}

func run(bin string, args ...string) (usage, error) {
	cmd := exec.Command(bin, args...)
	start := time.Now()
	out, err := cmd.CombinedOutput()
	if err != nil {
		return usage{}, fmt.Errorf("%s: %w\n%s", args[0], err, out)
	}
	u := usage{wall: time.Since(start), cpu: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()}
	if r, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		u.peak = r.Maxrss
	}
	return u, nil
}
