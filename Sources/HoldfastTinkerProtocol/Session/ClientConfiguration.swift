// SPDX-License-Identifier: Apache-2.0

extension Tinker {
    /// What `POST /client/config` and `POST /client/dynamic_config` ask.
    public struct ClientConfigurationRequest: Codable, Hashable, Sendable {
        /// The client's version.
        public var sdkVersion: String?

        private enum CodingKeys: String, CodingKey {
            case sdkVersion = "sdk_version"
        }

        /// A message of these parts.
        public init(sdkVersion: String? = nil) {
            self.sdkVersion = sdkVersion
        }
    }

    /// The reply of `POST /client/config`, without which newer clients do not start: how they are to send. An empty one is valid.
    public struct ClientConfiguration: Codable, Hashable, Sendable {
        /// Whether the key is exchanged for a token at `/auth/token`.
        public var exchangesTokens: Bool
        /// The most bytes of requests for samples on their way.
        public var sampleBytesInFlight: Int
        /// The most bytes of results on their way.
        public var responseBytesInFlight: Int
        /// Whether the parts of a batch are sent at once; the first then comes last.
        public var sendsChunksInParallel: Bool
        /// Whether bodies of `/forward_backward` come compressed with zstd.
        public var compresses: Bool
        /// The most sequences of a part of a batch.
        public var mostDataPerChunk: Int
        /// The most bytes of a part of a batch.
        public var mostBytesPerChunk: Int
        /// The most bytes of parts of batches on their way.
        public var forwardBackwardBytesInFlight: Int
        /// The most requests for samples at once, each of which holds a long poll unless `batchesSamplePolls`.
        public var mostSamplesInFlight: Int
        /// Whether one poll at `/retrieve_futures` waits for all samples of a sampler.
        public var batchesSamplePolls: Bool
        /// Whether clients that could write JSON write protobuf; only clients of one generation ask.
        public var writesProtobuf: Bool?

        private enum CodingKeys: String, CodingKey {
            case exchangesTokens = "pjwt_auth_enabled"
            case sampleBytesInFlight = "sample_dispatch_bytes_semaphore_size"
            case responseBytesInFlight = "inflight_response_bytes_semaphore_size"
            case sendsChunksInParallel = "parallel_fwdbwd_chunks"
            case compresses = "proto_compress_fwdbwd"
            case mostDataPerChunk = "fwdbwd_max_chunk_len"
            case mostBytesPerChunk = "fwdbwd_max_chunk_bytes_count"
            case forwardBackwardBytesInFlight = "fwdbwd_dispatch_bytes_semaphore_size"
            case mostSamplesInFlight = "sample_max_concurrent_requests"
            case batchesSamplePolls = "sample_use_retrieve_futures"
            case writesProtobuf = "proto_write_fwdbwd"
        }

        /// A message of these parts.
        public init(
            exchangesTokens: Bool = false, sampleBytesInFlight: Int = 10 << 20, responseBytesInFlight: Int = 50 << 20,
            sendsChunksInParallel: Bool = true, compresses: Bool = false, mostDataPerChunk: Int = 1024, mostBytesPerChunk: Int = 5_000_000,
            forwardBackwardBytesInFlight: Int = 50_000_000, mostSamplesInFlight: Int = 2000, batchesSamplePolls: Bool = false,
            writesProtobuf: Bool? = nil
        ) {
            self.exchangesTokens = exchangesTokens
            self.sampleBytesInFlight = sampleBytesInFlight
            self.responseBytesInFlight = responseBytesInFlight
            self.sendsChunksInParallel = sendsChunksInParallel
            self.compresses = compresses
            self.mostDataPerChunk = mostDataPerChunk
            self.mostBytesPerChunk = mostBytesPerChunk
            self.forwardBackwardBytesInFlight = forwardBackwardBytesInFlight
            self.mostSamplesInFlight = mostSamplesInFlight
            self.batchesSamplePolls = batchesSamplePolls
            self.writesProtobuf = writesProtobuf
        }

        /// Reads the JSON form; what is missing has the defaults of the other initialiser.
        public init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            exchangesTokens = try fields.value(.exchangesTokens, or: false)
            sampleBytesInFlight = try fields.value(.sampleBytesInFlight, or: 10 << 20)
            responseBytesInFlight = try fields.value(.responseBytesInFlight, or: 50 << 20)
            sendsChunksInParallel = try fields.value(.sendsChunksInParallel, or: true)
            compresses = try fields.value(.compresses, or: false)
            mostDataPerChunk = try fields.value(.mostDataPerChunk, or: 1024)
            mostBytesPerChunk = try fields.value(.mostBytesPerChunk, or: 5_000_000)
            forwardBackwardBytesInFlight = try fields.value(.forwardBackwardBytesInFlight, or: 50_000_000)
            mostSamplesInFlight = try fields.value(.mostSamplesInFlight, or: 2000)
            batchesSamplePolls = try fields.value(.batchesSamplePolls, or: false)
            writesProtobuf = try fields.decodeIfPresent(Bool.self, forKey: .writesProtobuf)
        }
    }

    /// The reply of `POST /client/dynamic_config`, which the newest clients ask for again and again.
    public struct DynamicConfiguration: Codable, Hashable, Sendable {
        /// How long it holds, in seconds.
        public var refreshSeconds: Double
        /// Whether clients give up samples at `/cancel_future`.
        public var cancelsSamples: Bool
        /// The most that are given up at once.
        public var mostCancelledAtOnce: Int

        private enum CodingKeys: String, CodingKey {
            case refreshSeconds = "refresh_interval_sec"
            case cancelsSamples = "sample_cancel_enabled"
            case mostCancelledAtOnce = "sample_cancel_max_batch_size"
        }

        /// A message of these parts.
        public init(refreshSeconds: Double = 300, cancelsSamples: Bool = false, mostCancelledAtOnce: Int = 64) {
            self.refreshSeconds = refreshSeconds
            self.cancelsSamples = cancelsSamples
            self.mostCancelledAtOnce = mostCancelledAtOnce
        }

        /// Reads the JSON form; what is missing has the defaults of the other initialiser.
        public init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            refreshSeconds = try fields.value(.refreshSeconds, or: 300)
            cancelsSamples = try fields.value(.cancelsSamples, or: false)
            mostCancelledAtOnce = try fields.value(.mostCancelledAtOnce, or: 64)
        }
    }
}
