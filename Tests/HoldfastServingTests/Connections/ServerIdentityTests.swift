// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastTesting
import Testing

@testable import HoldfastServing

private let python = PythonInterpreter.client("openai") ?? PythonInterpreter.find(importing: "openai", "httpx")
private let openssl = ["/usr/bin/openssl", "/usr/local/bin/openssl"].first(where: FileManager.default.isExecutableFile(atPath:))

/// Serving over TLS.
@Suite(.enabled(if: openssl != nil, "needs the program openssl, which makes the certificates"))
struct ServerIdentityTests {
    /// Runs openssl.
    /// - Returns: its standard output.
    @discardableResult
    private static func run(_ arguments: [String], input: String = "") throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(openssl))
        process.arguments = arguments
        let (asked, said) = (Pipe(), Pipe())
        process.standardInput = asked
        process.standardOutput = said
        process.standardError = FileHandle.nullDevice
        try process.run()
        try asked.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        let output = said.fileHandleForReading.readDataToEndOfFile()
        try? asked.fileHandleForWriting.close()
        process.waitUntilExit()
        return String(decoding: output, as: UTF8.self)
    }

    /// A certificate for loopback that is its own issuer, with its key.
    private static func makeIdentity(in folder: String, name: String = "server") throws -> (certificate: String, key: String) {
        let (certificate, key) = ("\(folder)/\(name).pem", "\(folder)/\(name).key")
        try run([
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
            "subjectAltName=IP:127.0.0.1,DNS:localhost", "-keyout", key, "-out", certificate,
        ])
        return (certificate, key)
    }

    @Test(.enabled(if: python != nil, "needs a Python with the package openai; scripts/test makes one"))
    func `the client that everybody uses talks to it, and trusts nobody else`() async throws {
        let python = try #require(python)
        try await withTrainingFolder { folder in
            let files = try Self.makeIdentity(in: folder)
            let other = try Self.makeIdentity(in: folder, name: "other")
            let fixture = try ServedFixture()
            let identity = try ServerIdentity(certificate: files.certificate, key: files.key)
            let output = try await fixture.serving(fixture.scripted(), configuration: ServingConfiguration(port: 0, identity: identity)) { url in
                #expect(url.hasPrefix("https://127.0.0.1:"))
                return try await python.runBeside(
                    """
                    import ssl, sys, openai, httpx
                    def ask(authority):
                        web = httpx.Client(verify=ssl.create_default_context(cafile=authority))
                        client = openai.OpenAI(base_url=sys.argv[1] + "/v1", api_key="none", max_retries=0, http_client=web)
                        return [client.completions.create(model="simulator", prompt="You are Ann.", max_tokens=3).usage.completion_tokens for _ in range(2)]
                    print(ask(sys.argv[2]))
                    try:
                        ask(sys.argv[3])
                    except openai.APIConnectionError as error:
                        print("refused", "CERTIFICATE_VERIFY_FAILED" in repr(error.__cause__))
                    """, arguments: [url, files.certificate, other.certificate])
            }
            #expect(output.split(separator: "\n").map(String.init) == ["[3, 3]", "refused True"], "\(output)")
        }
    }

    @Test func `a request over TLS is answered, one without is not, and old versions are refused`() async throws {
        try await withTrainingFolder { folder in
            let files = try Self.makeIdentity(in: folder)
            let fixture = try ServedFixture()
            let identity = try ServerIdentity(certificate: files.certificate, key: files.key)
            try await fixture.serving(fixture.scripted(), configuration: ServingConfiguration(port: 0, identity: identity)) { url in
                let place = url.replacing("https://", with: "")
                let request = "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                func ask(_ options: String...) async throws -> String {
                    try await withCheckedThrowingContinuation { continuation in
                        DispatchQueue.global().async {
                            continuation.resume(
                                with: Result {
                                    try Self.run(
                                        ["s_client", "-quiet", "-connect", place, "-CAfile", files.certificate, "-verify_return_error"] + options,
                                        input: request)
                                })
                        }
                    }
                }
                for version in ["-tls1_2", "-tls1_3"] {
                    let reply = try await ask(version)
                    #expect(reply.hasPrefix("HTTP/1.1 200") && reply.contains("simulator"), "\(version): \(reply)")
                }
                #expect(try await ask("-tls1_1").isEmpty)
                let plain = await RawClient(url: url)?.exchange(Array(request.utf8), silence: 30_000)
                #expect(plain?.contains("200") == false, "\(plain ?? "")")
            }
        }
    }

    @Test func `a handshake sent drop by drop loses its connection`() async throws {
        try await withTrainingFolder { folder in
            let files = try Self.makeIdentity(in: folder)
            let fixture = try ServedFixture()
            let configuration = ServingConfiguration(
                port: 0, timeouts: ConnectionTimeouts(head: 0.4), identity: try ServerIdentity(certificate: files.certificate, key: files.key))
            try await fixture.serving(fixture.scripted(), configuration: configuration) { url in
                let client = try #require(RawClient(url: url))
                // A greeting that says it is as long as one may be.
                let greeting: [UInt8] = [0x16, 3, 1, 0x3F, 0xFF, 1, 0, 0x3F, 0xFB, 3, 3] + [UInt8](repeating: 7, count: 16_000)
                let (sent, reply) = await client.drip(greeting, pause: 10)
                #expect(sent > 3 && sent < greeting.count && reply.isEmpty, "\(sent)")
            }
        }
    }

    @Test func `a certificate or key that cannot be used is one line that says why`() async throws {
        try await withTrainingFolder { folder in
            let files = try Self.makeIdentity(in: folder)
            let other = try Self.makeIdentity(in: folder, name: "other")
            func write(_ name: String, _ text: String) throws -> String {
                try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
                return "\(folder)/\(name)"
            }
            let text = try String(contentsOfFile: files.certificate, encoding: .utf8)
            let key = try String(contentsOfFile: files.key, encoding: .utf8)
            let locked = "\(folder)/locked.key"
            try Self.run(["pkcs8", "-topk8", "-in", files.key, "-out", locked, "-passout", "pass:secret-word"])
            try Self.run(["ec", "-in", files.key, "-out", "\(folder)/old.key", "-aes256", "-passout", "pass:secret-word"])
            let half = { (text: String) -> String in
                String(text.prefix(text.count / 2)) + "\n" + String(text.split(separator: "\n").last ?? "") + "\n"
            }
            let cases: [(certificate: String, key: String, mention: String)] = [
                ("\(folder)/none.pem", files.key, "none.pem, cannot be read"), (files.certificate, "\(folder)/none.key", "none.key, cannot be read"),
                (folder, files.key, "cannot be read"), (files.key, files.key, "there is no certificate in \(files.key)"),
                (files.certificate, files.certificate, "there is no private key in \(files.certificate)"),
                (try write("binary.pem", "\u{0}\u{1}\u{2}"), files.key, "there is no certificate"),
                (try write("empty.pem", ""), files.key, "no certificate"),
                (try write("half.pem", half(text)), files.key, "half.pem is broken"),
                (files.certificate, try write("half.key", half(key)), "half.key is broken"),
                (files.certificate, other.key, "is not that of the certificate"), (files.certificate, locked, "is encrypted"),
                (files.certificate, "\(folder)/old.key", "is encrypted"),
            ]
            for broken in cases {
                let error = #expect(throws: HoldfastError.self) { try ServerIdentity(certificate: broken.certificate, key: broken.key) }
                let message = error?.message ?? ""
                #expect(message.contains(broken.mention) && !message.contains("\n"), "\(broken.mention): \(message)")
                #expect(error?.code == .configuration)
            }
        }
    }

    @Test func `both may stand in one file, and the key is never printed`() async throws {
        try await withTrainingFolder { folder in
            let files = try Self.makeIdentity(in: folder)
            let both = "\(folder)/both.pem"
            let key = try String(contentsOfFile: files.key, encoding: .utf8)
            try (key + String(contentsOfFile: files.certificate, encoding: .utf8)).write(toFile: both, atomically: true, encoding: .utf8)
            let configuration = ServingConfiguration(identity: try ServerIdentity(certificate: both, key: both))
            let apart = try ServerIdentity(certificate: files.certificate, key: files.key)
            #expect(configuration.identity == apart)
            var dumped = ""
            dump(configuration, to: &dumped)
            let secret = try #require(key.split(separator: "\n").dropFirst().first)
            for text in [dumped, "\(configuration)", String(reflecting: configuration)] {
                #expect(!text.contains(secret) && !text.contains("NIOSSL"), "\(text)")
            }
        }
    }
}
