// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A Chromium without a window, spoken to over a pair of pipes in the DevTools protocol: it opens a page, answers questions about it, and takes pictures.
final class Browser {
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// The first Chromium of the search path, or the one that HOLDFAST_CHROMIUM names.
    static let program: String? = {
        let environment = ProcessInfo.processInfo.environment
        if let named = environment["HOLDFAST_CHROMIUM"], !named.isEmpty { return named }
        let folders = (environment["PATH"] ?? "").split(separator: ":")
        return folders.flatMap { folder in ["chromium", "chromium-browser", "google-chrome"].map { "\(folder)/\($0)" } }
            .first { access($0, X_OK) == 0 }
    }()

    /// Every address that a page asked for.
    var requests: [String] = []
    /// What pages complained about: errors, exceptions, and what their policy forbade.
    var complaints: [String] = []

    private let process: pid_t
    private let input: Int32
    private let output: Int32
    private let profile: URL
    private let deadline = Date(timeIntervalSinceNow: 120)
    private var buffer: [UInt8] = []
    private var messages: [[UInt8]] = []
    private var last = 0
    private var session: String?
    private var events: Set<String> = []

    /// Starts the browser with an empty profile and no way to any server.
    init(_ program: String) throws {
        profile = FileManager.default.temporaryDirectory.appending(path: "holdfast-browser-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: profile, withIntermediateDirectories: true)
        var toBrowser: [Int32] = [0, 0]
        var fromBrowser: [Int32] = [0, 0]
        guard pipe(&toBrowser) == 0, pipe(&fromBrowser) == 0 else { throw Failure(description: "no pipe: \(errno)") }
        // Far from 3 and 4, which the browser reads and writes.
        let ends = (toBrowser + fromBrowser).map { end in
            defer { close(end) }
            return fcntl(end, F_DUPFD_CLOEXEC, 32)
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[0], 3)
        posix_spawn_file_actions_adddup2(&actions, ends[3], 4)
        for stream: Int32 in [1, 2] { posix_spawn_file_actions_addopen(&actions, stream, "/dev/null", O_WRONLY, 0) }
        let arguments = [
            program, "--headless=new", "--no-sandbox", "--remote-debugging-pipe", "--user-data-dir=\(profile.path)", "--disable-gpu",
            "--hide-scrollbars", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--disable-dev-shm-usage", "--host-resolver-rules=MAP * ~NOTFOUND", "about:blank",
        ]
        var strings: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { for string in strings { free(string) } }
        var identifier: pid_t = 0
        let status = posix_spawn(&identifier, program, &actions, nil, &strings, environ)
        close(ends[0])
        close(ends[3])
        (input, output, process) = (ends[1], ends[2], identifier)
        guard status == 0 else { throw Failure(description: "\(program) did not start: \(status)") }
        let target = try call("Target.createTarget", ["url": "about:blank"])
        guard let identifier = target["targetId"] as? String else { throw Failure(description: "no page: \(target)") }
        session = try call("Target.attachToTarget", ["targetId": identifier, "flatten": true])["sessionId"] as? String
        for domain in ["Page", "Runtime", "Log", "Network"] { _ = try call("\(domain).enable") }
    }

    deinit {
        // Without its pipe the browser ends by itself, and its children with it.
        close(input)
        close(output)
        kill(process, SIGKILL)
        var status: Int32 = 0
        waitpid(process, &status, 0)
        try? FileManager.default.removeItem(at: profile)
    }

    /// Opens a file in a window of a size and waits until it is shown.
    func open(_ file: URL, width: Int, height: Int, isDark: Bool = false, media: String = "") throws {
        _ = try call("Emulation.setDeviceMetricsOverride", ["width": width, "height": height, "deviceScaleFactor": 1, "mobile": false])
        let scheme = ["name": "prefers-color-scheme", "value": isDark ? "dark" : "light"]
        _ = try call("Emulation.setEmulatedMedia", ["media": media, "features": [scheme]])
        events.remove("Page.loadEventFired")
        _ = try call("Page.navigate", ["url": file.absoluteString])
        while !events.contains("Page.loadEventFired") { try receive() }
    }

    /// The value of an expression in the page, as JSON would have it.
    func value(of expression: String) throws -> Any {
        let reply = try call("Runtime.evaluate", ["expression": expression, "returnByValue": true, "awaitPromise": true])
        guard reply["exceptionDetails"] == nil, let result = reply["result"] as? [String: Any], let value = result["value"] else {
            throw Failure(description: "\(expression): \(reply)")
        }
        return value
    }

    /// A picture of the page as PNG, of what is in the window or of everything.
    func picture(ofAll: Bool = false) throws -> Data {
        var options: [String: Any] = ["format": "png"]
        if ofAll {
            let height = (try value(of: "document.documentElement.scrollHeight") as? NSNumber)?.doubleValue ?? 0
            let width = (try value(of: "innerWidth") as? NSNumber)?.doubleValue ?? 0
            options["captureBeyondViewport"] = true
            options["clip"] = ["x": 0, "y": 0, "width": width, "height": min(height, 16_000), "scale": 1]
        }
        return try data(of: try call("Page.captureScreenshot", options))
    }

    /// The page on paper.
    func paper() throws -> Data { try data(of: try call("Page.printToPDF", ["paperWidth": 8.27, "paperHeight": 11.69, "preferCSSPageSize": true])) }

    private func data(of reply: [String: Any]) throws -> Data {
        guard let text = reply["data"] as? String, let data = Data(base64Encoded: text) else { throw Failure(description: "no data") }
        return data
    }

    private func call(_ method: String, _ parameters: [String: Any] = [:]) throws -> [String: Any] {
        last += 1
        let number = last
        var message: [String: Any] = ["id": number, "method": method, "params": parameters]
        if let session { message["sessionId"] = session }
        let bytes = Array(try JSONSerialization.data(withJSONObject: message)) + [0]
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { write(input, $0.baseAddress, $0.count) }
            guard count > 0 else { throw Failure(description: "the browser is gone") }
            sent += count
        }
        while true {
            guard let reply = try receive(), reply["id"] as? Int == number else { continue }
            if let error = reply["error"] { throw Failure(description: "\(method): \(error)") }
            return reply["result"] as? [String: Any] ?? [:]
        }
    }

    /// Takes in one message; what is no reply is noted down.
    @discardableResult
    private func receive() throws -> [String: Any]? {
        while messages.isEmpty {
            var waiting = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
            let left = Int32(max(0, deadline.timeIntervalSinceNow * 1000))
            guard left > 0, poll(&waiting, 1, left) > 0 else { throw Failure(description: "the browser does not answer") }
            var chunk = [UInt8](repeating: 0, count: 1 << 18)
            let count = read(output, &chunk, chunk.count)
            guard count > 0 else { throw Failure(description: "the browser is gone") }
            // Messages end with a zero byte; only what is new is looked through, since pictures come in many pieces.
            var pieces = chunk[..<count].split(separator: 0, omittingEmptySubsequences: false)
            let rest = pieces.removeLast()
            for piece in pieces {
                messages.append(buffer + piece)
                buffer = []
            }
            buffer += rest
        }
        let message = try JSONSerialization.jsonObject(with: Data(messages.removeFirst())) as? [String: Any]
        if let message { note(message) }
        return message
    }

    private func note(_ message: [String: Any]) {
        guard let method = message["method"] as? String, let parameters = message["params"] as? [String: Any] else { return }
        events.insert(method)
        switch method {
        case "Network.requestWillBeSent":
            if let url = (parameters["request"] as? [String: Any])?["url"] as? String { requests.append(url) }
        case "Runtime.exceptionThrown", "Runtime.consoleAPICalled": complaints.append("\(method) \(parameters)")
        case "Log.entryAdded": complaints.append("\((parameters["entry"] as? [String: Any])?["text"] ?? parameters)")
        default: break
        }
    }
}
