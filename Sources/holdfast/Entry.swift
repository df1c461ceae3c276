// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import HoldfastRun

/// Where the process begins: parses, runs, and turns whatever is thrown into one line and an exit status.
@main
struct Entry {
    static func main() async {
        do {
            var command = try Holdfast.parseAsRoot(DottedOptions.expand(Array(CommandLine.arguments.dropFirst())))
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            exit(report(error))
        }
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
