// SPDX-License-Identifier: Apache-2.0

/// What a service has answered since its start, and how it is told to Prometheus (text format 0.0.4).
struct ServiceCounts: Sendable {
    /// Upper ends of the classes of durations, in seconds.
    static let classes = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]

    private struct Durations: Sendable {
        var counts = [Int](repeating: 0, count: ServiceCounts.classes.count + 1)
        var sum = 0.0
    }

    private struct Answer: Hashable, Sendable {
        var path: String
        var status: Int
    }

    private var answers: [Answer: Int] = [:]
    private var durations: [String: Durations] = [:]
    private(set) var promptTokens = 0
    private(set) var completionTokens = 0

    /// - Parameters:
    ///   - path: one of few: each is told by itself.
    ///   - seconds: from the request's head to the reply's.
    mutating func answered(path: String, status: Int, seconds: Double) {
        answers[Answer(path: path, status: status), default: 0] += 1
        let place = Self.classes.firstIndex { seconds <= $0 } ?? Self.classes.count
        durations[path, default: Durations()].counts[place] += 1
        durations[path, default: Durations()].sum += seconds
    }

    mutating func sampled(promptTokens prompt: Int, completionTokens completion: Int) {
        promptTokens += prompt
        completionTokens += completion
    }

    /// - Parameter inFlight: requests that are being answered now.
    func exposition(inFlight: Int, model: String) -> String {
        var lines: [String] = []
        func family(_ name: String, _ kind: String, _ help: String) { lines += ["# HELP \(name) \(help)", "# TYPE \(name) \(kind)"] }

        family("holdfast_serving_requests_total", "counter", "Requests answered, by path and status.")
        for (answer, count) in answers.sorted(by: { ($0.key.path, $0.key.status) < ($1.key.path, $1.key.status) }) {
            lines.append("holdfast_serving_requests_total{path=\"\(answer.path)\",status=\"\(answer.status)\"} \(count)")
        }
        family("holdfast_serving_request_seconds", "histogram", "Seconds from a request's head to its reply.")
        for (path, found) in durations.sorted(by: { $0.key < $1.key }) {
            var sum = 0
            for (place, count) in found.counts.enumerated() {
                sum += count
                let end = place < Self.classes.count ? "\(Self.classes[place])" : "+Inf"
                lines.append("holdfast_serving_request_seconds_bucket{path=\"\(path)\",le=\"\(end)\"} \(sum)")
            }
            lines.append("holdfast_serving_request_seconds_sum{path=\"\(path)\"} \(found.sum)")
            lines.append("holdfast_serving_request_seconds_count{path=\"\(path)\"} \(sum)")
        }
        family("holdfast_serving_requests_in_flight", "gauge", "Requests that are being answered.")
        lines.append("holdfast_serving_requests_in_flight \(inFlight)")
        family("holdfast_serving_prompt_tokens_total", "counter", "Tokens of the prompts that were answered.")
        lines.append("holdfast_serving_prompt_tokens_total \(promptTokens)")
        family("holdfast_serving_completion_tokens_total", "counter", "Tokens that were sampled for replies.")
        lines.append("holdfast_serving_completion_tokens_total \(completionTokens)")
        family("holdfast_serving_model_info", "gauge", "Which model is served.")
        lines.append("holdfast_serving_model_info{model=\"\(Self.escaped(model))\"} 1")
        return lines.joined(separator: "\n") + "\n"
    }

    private static func escaped(_ label: String) -> String {
        label.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
