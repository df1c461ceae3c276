// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import HoldfastRun

/// Options of `serve` about TLS, logs and time.
struct ServeManners: ParsableArguments {
    @Option(help: ArgumentHelp("Listen with TLS: file of the certificate in PEM, its issuers' behind it.", valueName: "file"))
    var tlsCertificate: String?

    @Option(help: ArgumentHelp("File of the certificate's private key in PEM, not encrypted.", valueName: "file"))
    var tlsKey: String?

    @Option(help: ArgumentHelp("One line per request on standard error: json, text or off.", valueName: "format"))
    var log = ServingManners().log

    @Option(parsing: .unconditional, help: ArgumentHelp("Seconds for what is being answered at the end.", valueName: "n"))
    var shutdownSeconds = ServingManners().shutdownSeconds

    @Option(parsing: .unconditional, help: ArgumentHelp("Seconds after which an idle connection is closed.", valueName: "n"))
    var idleSeconds = ServingManners().idleSeconds

    @Option(parsing: .unconditional, help: ArgumentHelp("Seconds for the head of a request.", valueName: "n"))
    var headSeconds = ServingManners().headSeconds

    @Option(parsing: .unconditional, help: ArgumentHelp("Seconds for its body, and one more for every 16 KiB.", valueName: "n"))
    var bodySeconds = ServingManners().bodySeconds

    @Option(parsing: .unconditional, help: ArgumentHelp("Seconds in which a client must take a part of its reply.", valueName: "n"))
    var stallSeconds = ServingManners().stallSeconds

    var values: ServingManners {
        var values = ServingManners()
        (values.certificate, values.key, values.log) = (tlsCertificate, tlsKey, log)
        (values.idleSeconds, values.headSeconds, values.bodySeconds) = (idleSeconds, headSeconds, bodySeconds)
        (values.stallSeconds, values.shutdownSeconds) = (stallSeconds, shutdownSeconds)
        return values
    }
}
