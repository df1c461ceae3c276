// SPDX-License-Identifier: Apache-2.0

#if Servers
    import HoldfastCore
    import HoldfastServing
#endif

/// How `holdfast serve` treats its clients: TLS, logs, and how long things may take.
public struct ServingManners: Sendable, Hashable {
    /// File of the certificate for TLS, with those of its issuers behind it; nil listens without TLS.
    public var certificate: String?
    /// File of the certificate's private key.
    public var key: String?
    /// `json`, `text` or `off`.
    public var log = "off"
    /// Seconds after which a connection on which nothing happens is closed.
    public var idleSeconds = 75
    /// Seconds for the head of a request.
    public var headSeconds = 10.0
    /// Seconds for its body, beside one for every 16 KiB.
    public var bodySeconds = 30.0
    /// Seconds without taking anything of a reply.
    public var stallSeconds = 30.0
    /// Seconds for what is being answered when the service is asked to stop.
    public var shutdownSeconds = 30.0

    /// No TLS, no log, and times that suit everybody.
    public init() {}

    #if Servers
        /// - Throws: `usage` for options that make no sense, and what reading the certificate throws.
        func apply(to configuration: inout ServingConfiguration) throws {
            guard let format = RequestLogFormat(rawValue: log) else {
                throw HoldfastError(.usage, "--log must be one of \(RequestLogFormat.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            let longest = 86_400.0
            for (name, value, least) in [
                ("idle", Double(idleSeconds), 1), ("head", headSeconds, 0.1), ("body", bodySeconds, 0.1), ("stall", stallSeconds, 0.1),
                ("shutdown", shutdownSeconds, 0),
            ] where !(least...longest).contains(value) {
                throw HoldfastError(
                    .usage, "--\(name)-seconds must be between \(least < 1 && least > 0 ? "\(least)" : "\(Int(least))") and \(Int(longest)), a day")
            }
            configuration.log = format
            configuration.idleSeconds = idleSeconds
            configuration.timeouts = ConnectionTimeouts(head: headSeconds, body: bodySeconds, stall: stallSeconds)
            configuration.shutdownSeconds = shutdownSeconds
            switch (certificate, key) {
            case (nil, nil): break
            case (let certificate?, let key?): configuration.identity = try ServerIdentity(certificate: certificate, key: key)
            case (.some, nil): throw HoldfastError(.usage, "--tls-certificate needs its key; give --tls-key too")
            case (nil, .some): throw HoldfastError(.usage, "--tls-key needs its certificate; give --tls-certificate too")
            }
        }
    #endif
}
