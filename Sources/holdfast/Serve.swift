// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import HoldfastRun

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve a simulator as an OpenAI-compatible model.",
        discussion: """
            Answers GET /health, GET /v1/models, POST /v1/completions and POST /v1/chat/completions, and prints its URL as soon as it \
            listens. In a chat the system message is the prompt with persona and goal, `user` messages are the agent's lines, and the \
            served model plays the user. The line with which it ends the dialogue carries the end marker. With --keys or \
            --key-variable only requests with one of these keys are answered. A system message that describes a user with a goal is followed: \
            each reply tells how far the goal has come. With --training it also answers the Tinker protocol at /api/v1. GET /metrics answers \
            Prometheus. With --tls-certificate and --tls-key it listens with TLS alone.

            At Ctrl-C or SIGTERM it takes no new connections, answers what it was asked within --shutdown-seconds, and ends; a second \
            Ctrl-C ends it at once. Clients that send or take too slowly lose their connection (--head-seconds, --body-seconds, \
            --stall-seconds, --idle-seconds).

            Examples:
              holdfast serve --simulator checkpoints/base
              holdfast serve --simulator runs/quickstart/checkpoints/step_000160 --port 0
              holdfast serve --simulator checkpoints/base --training trained
              holdfast serve --simulator runs/a --tls-certificate cert.pem --tls-key key.pem
            """)

    @Option(help: ArgumentHelp("Simulator folder.", valueName: "folder"))
    var simulator: String

    @Option(help: ArgumentHelp("Address to listen on; the default is reached from this machine alone.", valueName: "address"))
    var host = "127.0.0.1"

    @Option(parsing: .unconditional, help: ArgumentHelp("Port to listen on; 0 takes a free one.", valueName: "n"))
    var port = 8000

    @Option(help: ArgumentHelp("What the model is called; the folder's name unless given.", valueName: "name"))
    var name: String?

    @Option(help: ArgumentHelp("Put behind the line that ends a chat; empty for nothing.", valueName: "text"))
    var endMarker = "###STOP###"

    @Option(parsing: .unconditional, help: ArgumentHelp("Threads that compute; 0 for one per core.", valueName: "n"))
    var threads = 0

    @Option(help: ArgumentHelp("How dialogues are rendered, such as llama3.1; the folder's own chat template unless given.", valueName: "name"))
    var template = ""

    @Option(help: ArgumentHelp("Special token that ends a dialogue; the template's usual one unless given.", valueName: "token"))
    var endOfDialogue = ""

    @Option(help: ArgumentHelp("File of keys, one a line; requests must bring one in `Authorization: Bearer`.", valueName: "file"))
    var keys: String?

    @Option(help: ArgumentHelp("Environment variable that holds such a key.", valueName: "name"))
    var keyVariable: String?

    @Option(parsing: .unconditional, help: ArgumentHelp("Requests answered at once; others are asked to come again.", valueName: "n"))
    var maximumRequests = 4096

    @Option(
        help: ArgumentHelp("Also serve the Tinker protocol: clients train copies of the simulator and save weights here.", valueName: "folder"))
    var training: String?
    @Option(help: ArgumentHelp("Scenario file (.jsonl) whose users are served as models `NAME/SCENARIO`.", valueName: "file"))
    var scenarios: String?

    @Option(
        help: ArgumentHelp("When a user with a goal ends a dialogue: `simulator`, or `goal` for when nothing is left to do.", valueName: "policy"))
    var stopPolicy = "simulator"

    @Option(
        help: ArgumentHelp("Put behind the line of a user whom the agent hands over, such as ###TRANSFER###; never unless given.", valueName: "text"))
    var transferMarker = ""

    @Option(
        help: ArgumentHelp(
            "Put behind the line of a user who is asked for what its scenario lacks, such as ###OUT-OF-SCOPE###; never unless given.",
            valueName: "text"))
    var outOfScopeMarker = ""

    @OptionGroup(title: "TLS, Logs, Times") var manners: ServeManners

    mutating func run() async throws {
        try await ServeCommand(
            simulator: simulator, host: host, port: port, name: name, endMarker: endMarker, threads: threads, template: template,
            endOfDialogue: endOfDialogue, keyFile: keys, keyVariable: keyVariable, maximumRequests: maximumRequests, training: training,
            users: ServedUsers(
                scenarios: scenarios, stopPolicy: stopPolicy, transferMarker: transferMarker, outOfScopeMarker: outOfScopeMarker),
            manners: manners.values
        ).run()
    }
}
