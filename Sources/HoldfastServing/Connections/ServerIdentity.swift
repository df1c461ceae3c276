// SPDX-License-Identifier: Apache-2.0

import Foundation
public import HoldfastCore
import NIOSSL

/// The certificate with which a server says who it is, and the key that proves it. The key is never printed.
public struct ServerIdentity: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
    private let chain: [NIOSSLCertificate]
    private let key: NIOSSLPrivateKey

    /// Reads both, in PEM.
    /// - Parameters:
    ///   - certificate: file of the server's certificate, followed by those of its issuers.
    ///   - key: file of its private key, not encrypted. It may be the same file.
    /// - Throws: `configuration` where a file cannot be read or holds something else, or the two do not belong together.
    public init(certificate: String, key: String) throws {
        let text = try Self.read(certificate, "certificate")
        guard text.contains("-----BEGIN CERTIFICATE-----") else {
            throw HoldfastError(
                .configuration, "there is no certificate in \(certificate); it must hold one in PEM, with -----BEGIN CERTIFICATE-----")
        }
        do {
            chain = try NIOSSLCertificate.fromPEMBytes(Array(text.utf8))
        } catch {
            throw HoldfastError(.configuration, "the certificate in \(certificate) is broken; write it anew, in PEM")
        }
        self.key = try Self.key(in: key)
        // What the library says has numbers in it and no words.
        guard (try? NIOSSLContext(configuration: transport)) != nil else {
            throw HoldfastError(
                .configuration, "the key in \(key) is not that of the certificate in \(certificate); give the two that were made together")
        }
    }

    private static func key(in file: String) throws -> NIOSSLPrivateKey {
        let text = try read(file, "key")
        guard text.contains("PRIVATE KEY-----") else {
            throw HoldfastError(.configuration, "there is no private key in \(file); it must hold one in PEM, with -----BEGIN PRIVATE KEY-----")
        }
        guard !text.contains("ENCRYPTED") else {
            throw HoldfastError(.configuration, "the private key in \(file) is encrypted; give one that is not, readable by the server alone")
        }
        do {
            return try NIOSSLPrivateKey(bytes: Array(text.utf8), format: .pem)
        } catch {
            throw HoldfastError(.configuration, "the private key in \(file) is broken, or of a kind that is not known; write it anew, in PEM")
        }
    }

    private static func read(_ file: String, _ what: String) throws -> String {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw HoldfastError(.configuration, "the file of the TLS \(what), \(file), cannot be read")
        }
        return String(decoding: data, as: UTF8.self)
    }

    /// What a connection is opened with: TLS 1.2 or newer.
    var transport: TLSConfiguration {
        .makeServerConfiguration(certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
    }

    /// How many certificates there are.
    public var description: String { "\(chain.count) certificates" }
    /// Nothing to see.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
