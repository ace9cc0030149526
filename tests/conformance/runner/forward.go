package main

import (
	"errors"
	"io"

	"google.golang.org/grpc"
)

// forward passes a stream of answers on until it ends.
func forward[T any](from grpc.ServerStreamingClient[T], to grpc.ServerStreamingServer[T]) error {
	for {
		answer, err := from.Recv()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := to.Send(answer); err != nil {
			return err
		}
	}
}
