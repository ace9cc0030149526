package main

import (
	"context"
	"net"
	"os"
	"path/filepath"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/types/known/emptypb"
)

// largestMessage is the engine's own limit of a message, in bytes: 400 MiB.
const largestMessage = 400 << 20

// dial opens a connection to a server on this machine.
func dial(address string) (*grpc.ClientConn, error) {
	sizes := grpc.WithDefaultCallOptions(
		grpc.MaxCallRecvMsgSize(largestMessage), grpc.MaxCallSendMsgSize(largestMessage))
	return grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()), sizes)
}

// proxy stands between the suite and the language host. The suite wants packages generated, packed and linked before each
// test; programs written by hand need none of that, so it answers these calls and forwards all others.
type proxy struct {
	pulumirpc.UnimplementedLanguageRuntimeServer
	host pulumirpc.LanguageRuntimeClient
}

// serveProxy serves a proxy of the host on a free port and returns its address and how to stop it.
func serveProxy(host *grpc.ClientConn) (string, func(), error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	server := grpc.NewServer(grpc.MaxRecvMsgSize(largestMessage), grpc.MaxSendMsgSize(largestMessage))
	pulumirpc.RegisterLanguageRuntimeServer(server, &proxy{host: pulumirpc.NewLanguageRuntimeClient(host)})
	go func() { _ = server.Serve(listener) }()
	return listener.Addr().String(), server.Stop, nil
}

// GeneratePackage leaves the folder of the package empty.
func (p *proxy) GeneratePackage(
	context.Context, *pulumirpc.GeneratePackageRequest,
) (*pulumirpc.GeneratePackageResponse, error) {
	return &pulumirpc.GeneratePackageResponse{}, nil
}

// Pack makes an empty artifact: nobody opens it.
func (p *proxy) Pack(_ context.Context, request *pulumirpc.PackRequest) (*pulumirpc.PackResponse, error) {
	artifact := filepath.Join(request.DestinationDirectory, filepath.Base(request.PackageDirectory))
	if err := os.WriteFile(artifact, nil, 0o600); err != nil {
		return nil, err
	}
	return &pulumirpc.PackResponse{ArtifactPath: artifact}, nil
}

// Link has nothing to link.
func (p *proxy) Link(context.Context, *pulumirpc.LinkRequest) (*pulumirpc.LinkResponse, error) {
	return &pulumirpc.LinkResponse{}, nil
}

// Cancel is not forwarded: the host would end the programs of all tests, not only of the one that is cancelled.
func (p *proxy) Cancel(context.Context, *emptypb.Empty) (*emptypb.Empty, error) {
	return &emptypb.Empty{}, nil
}

func (p *proxy) Handshake(
	ctx context.Context, request *pulumirpc.LanguageHandshakeRequest,
) (*pulumirpc.LanguageHandshakeResponse, error) {
	return p.host.Handshake(ctx, request)
}

func (p *proxy) GetRequiredPackages(
	ctx context.Context, request *pulumirpc.GetRequiredPackagesRequest,
) (*pulumirpc.GetRequiredPackagesResponse, error) {
	return p.host.GetRequiredPackages(ctx, request)
}

func (p *proxy) Run(ctx context.Context, request *pulumirpc.RunRequest) (*pulumirpc.RunResponse, error) {
	return p.host.Run(ctx, request)
}

func (p *proxy) GetPluginInfo(ctx context.Context, request *emptypb.Empty) (*pulumirpc.PluginInfo, error) {
	return p.host.GetPluginInfo(ctx, request)
}

func (p *proxy) RuntimeOptionsPrompts(
	ctx context.Context, request *pulumirpc.RuntimeOptionsRequest,
) (*pulumirpc.RuntimeOptionsResponse, error) {
	return p.host.RuntimeOptionsPrompts(ctx, request)
}

func (p *proxy) Template(
	ctx context.Context, request *pulumirpc.TemplateRequest,
) (*pulumirpc.TemplateResponse, error) {
	return p.host.Template(ctx, request)
}

func (p *proxy) About(ctx context.Context, request *pulumirpc.AboutRequest) (*pulumirpc.AboutResponse, error) {
	return p.host.About(ctx, request)
}

func (p *proxy) GetProgramDependencies(
	ctx context.Context, request *pulumirpc.GetProgramDependenciesRequest,
) (*pulumirpc.GetProgramDependenciesResponse, error) {
	return p.host.GetProgramDependencies(ctx, request)
}

func (p *proxy) InstallDependencies(
	request *pulumirpc.InstallDependenciesRequest,
	answers grpc.ServerStreamingServer[pulumirpc.InstallDependenciesResponse],
) error {
	stream, err := p.host.InstallDependencies(answers.Context(), request)
	if err != nil {
		return err
	}
	return forward(stream, answers)
}

func (p *proxy) RunPlugin(
	request *pulumirpc.RunPluginRequest, answers grpc.ServerStreamingServer[pulumirpc.RunPluginResponse],
) error {
	stream, err := p.host.RunPlugin(answers.Context(), request)
	if err != nil {
		return err
	}
	return forward(stream, answers)
}
