// Makes a film with genqlient and waits for it. Run `go generate` first.
package main

//go:generate go run github.com/Khan/genqlient

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"os"
	"time"

	"github.com/Khan/genqlient/graphql"

	"reelwright-example/generated"
)

// withKey sends the API key with each request.
type withKey struct{ key string }

func (t withKey) RoundTrip(request *http.Request) (*http.Response, error) {
	sent := request.Clone(request.Context())
	sent.Header.Set("Authorization", "Bearer "+t.key)
	return http.DefaultTransport.RoundTrip(sent)
}

func main() {
	url := os.Getenv("REELWRIGHT_URL")
	if url == "" {
		url = "http://localhost:4000"
	}
	script := "The sky is blue."
	if len(os.Args) > 1 {
		script = os.Args[1]
	}
	ctx := context.Background()
	client := graphql.NewClient(url+"/graphql", &http.Client{Transport: withKey{os.Getenv("REELWRIGHT_TOKEN")}})

	found, err := generated.Workspace(ctx, client)
	if err != nil {
		log.Fatal(err)
	}
	made, err := generated.Make(ctx, client, found.Workspaces.Nodes[0].Id, script)
	if err != nil {
		log.Fatal(err)
	}
	for {
		read, err := generated.Read(ctx, client, made.GenerateVideo.Id)
		if err != nil {
			log.Fatal(err)
		}
		if read.Job.Failure != nil {
			log.Fatal(read.Job.Failure.Message)
		}
		if read.Job.Status == generated.JobStatusCompleted {
			fmt.Println(read.Job.Video.DownloadUrl)
			return
		}
		time.Sleep(time.Second)
	}
}
