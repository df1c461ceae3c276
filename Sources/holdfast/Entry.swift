// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import HoldfastRun

/// Where the process begins: parses, runs, and turns whatever is thrown into one line and an exit status.
@main
struct Entry {
    static func main() async {
        do {
            let arguments = Array(CommandLine.arguments.dropFirst())
            try refuseUnknownVerb(arguments)
            try EmptyPaths.refuse(arguments)
            var command = try Holdfast.parseAsRoot(DottedOptions.expand(arguments))
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            exit(report(error))
        }
    }

    /// Before the options are looked at: those of another verb are unknown to the parser, and it would name them and not the verb.
    private static func refuseUnknownVerb(_ arguments: [String]) throws {
        // A verb is called like its type.
        let verbs = Holdfast.configuration.subcommands.map { String(describing: $0).lowercased() }
        guard let word = arguments.first, !word.hasPrefix("-"), !(verbs + ["help"]).contains(word) else { return }
        throw ValidationError(UnknownVerb.refusal(of: word, among: verbs))
    }

    private static func report(_ error: any Error) -> Int32 {
        // The parser's own errors know their message; help and version are errors that are none.
        let status = Holdfast.exitCode(for: error)
        if status.isSuccess {
            print(Holdfast.fullMessage(for: error))
            return ExitStatus.fine
        }
        if let code = error as? ExitCode { return code.rawValue }
        if status == .validationFailure {
            let message = Holdfast.message(for: error).split(whereSeparator: \.isNewline).joined(separator: " ")
            Terminal().say("holdfast: error: \(message) (see holdfast --help)")
            return ExitStatus.usage
        }
        Terminal().say(ExitStatus.line(of: error))
        return ExitStatus.of(error)
    }
}
