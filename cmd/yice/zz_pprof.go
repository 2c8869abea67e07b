package main

import (
	"os"
	"os/signal"
	"runtime/pprof"
	"syscall"
)

func init() {
	p := os.Getenv("YPROF")
	if p == "" {
		return
	}
	c := make(chan os.Signal, 2)
	signal.Notify(c, syscall.SIGUSR1)
	go func() {
		for {
			<-c
			f, _ := os.Create(p)
			pprof.StartCPUProfile(f)
			<-c
			pprof.StopCPUProfile()
			f.Close()
		}
	}()
}
