// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore
import Testing

@testable import HoldfastTrajectories

/// Files that libhdf5 wrote by itself, through h5py: read alike, or refused in words.
@Suite(.enabled(if: pythonWithH5py != nil, "no Python with h5py was found, and pip could not fetch it"))
struct ForeignHDF5Tests {
    /// Columns in every layout that the library writes by default, each with its bytes beside.
    private static let sound = """
        import h5py, numpy, json
        random = numpy.random.default_rng(5)
        types = {"u1": "UInt8", "i1": "Int8", "<i4": "Int32", "<i8": "Int", "<u8": "UInt64", "<f4": "Float", "<f8": "Double"}
        listing = []
        with h5py.File("sound.h5", "w") as f:
            for number in range(160):
                code = list(types)[number % 7]
                count = int(random.choice([1, 2, 77, 1000, 20000]))
                values = random.integers(0, 100, count).astype(code)
                options = [dict(), dict(chunks=(min(count, 50),)), dict(chunks=(min(count, 300),), compression="gzip"),
                    dict(chunks=(count,), shuffle=True), dict(chunks=(min(count, 999),), compression="gzip", shuffle=True, compression_opts=1)]
                path = f"g{number % 9}/h{number % 4}/c{number}"
                f.create_dataset(path, data=values, **options[number % 5])
                values.tofile(f"c{number}.bin")
                listing.append([path, types[code], f"c{number}.bin"])
            small = h5py.h5p.create(h5py.h5p.DATASET_CREATE); small.set_layout(h5py.h5d.COMPACT)
            values = numpy.arange(40, dtype="<i8"); values.tofile("compact.bin")
            space = h5py.h5s.create_simple((40,))
            h5py.h5d.create(f.id, b"compact", h5py.h5t.STD_I64LE, space, small).write(h5py.h5s.ALL, h5py.h5s.ALL, values)
            listing.append(["compact", "Int", "compact.bin"])
            del f["g1/h1/c1"]; listing = [row for row in listing if row[0] != "g1/h1/c1"]
        json.dump(listing, open("listing.json", "w"))
        """

    @Test func `columns in every layout of the library are read alike`() throws {
        try withTemporaryFolder { folder in
            let run = try runProgram(try #require(pythonWithH5py), ["-c", Self.sound], in: folder)
            #expect(run.status == 0, "\(run.output)")
            let image = try HDF5Image(Array(Data(contentsOf: folder.appending(path: "sound.h5"))))
            let listing = try JSONDecoder().decode([[String]].self, from: Data(contentsOf: folder.appending(path: "listing.json")))
            #expect(listing.count == 160)
            let types: [String: any HDF5Number.Type] = [
                "UInt8": UInt8.self, "Int8": Int8.self, "Int32": Int32.self, "Int": Int.self, "UInt64": UInt64.self, "Float": Float.self,
                "Double": Double.self,
            ]
            for row in listing {
                let expected = Array(try Data(contentsOf: folder.appending(path: row[2])))
                let type = try #require(types[row[1]])
                let read = try Self.bytes(type, row[0], image)
                #expect(read == expected, "\(row)")
            }
            #expect(!image.contains("g1/h1/c1"))
        }
    }

    private static func bytes<Element: HDF5Number>(_ type: Element.Type, _ path: String, _ image: HDF5Image) throws -> [UInt8] {
        let values: [Element] = try image.read(path)
        return values.withUnsafeBytes { Array($0) }
    }

    /// What a shard never holds; much of it would make the library open other files.
    @Test(arguments: [
        ("f.create_dataset('x', (10,), '<i8', external=[('other.bin', 0, 80)])", "lies in another file"),
        ("f['x'] = h5py.ExternalLink('sound.h5', '/x')", "layout of newer"),
        ("f['x'] = h5py.SoftLink('/y')", "link that leads elsewhere"),
        ("l = h5py.VirtualLayout((4,), '<i8'); l[:] = h5py.VirtualSource('o.h5', 'x', (4,)); f.create_virtual_dataset('x', l)", "layout of newer"),
        ("f['t'] = numpy.dtype('<i8'); f.create_dataset('x', (4,), f['t'])", "t is neither a group nor a column"),
        ("f.create_dataset('x', data=numpy.arange(9), compression='lzf')", "went through the filter 32000"),
        ("f.create_dataset('x', data=numpy.arange(9), fletcher32=True)", "went through the filter 3"),
        ("f.create_dataset('x', data=numpy.zeros((3, 3)))", "is not one-dimensional"),
        ("f['x'] = 7", "is not one-dimensional"),
        ("f.create_dataset('x', data=numpy.arange(9, dtype='>i8'))", "does not hold Int numbers"),
        ("f.create_dataset('x', data=['a', 'b'])", "does not hold Int numbers"),
        ("f.create_dataset('x', (10,), '<i8')", "claims 10 elements but no bytes are stored"),
        ("f.create_dataset('x', (10**13,), '<i8', chunks=(1024,))", "claims 10000000000000 elements"),
        ("f.create_dataset('x', (10**5,), '<i8', chunks=(1024,), compression='gzip')[5] = 1", "chunks of it are missing"),
        ("f['a/b/c/d/e/f/x'] = numpy.arange(3)", "lies deeper"),
        ("f['a/x'] = numpy.arange(3); f['a/b'] = f['a']", "in a circle"),
    ])
    func `what a shard never holds is refused in words`(_ code: String, _ words: String) throws {
        try withTemporaryFolder { folder in
            let program = "import h5py, numpy\nwith h5py.File('made.h5', 'w') as f: \(code)"
            let run = try runProgram(try #require(pythonWithH5py), ["-c", program], in: folder)
            #expect(run.status == 0, "\(run.output)")
            let bytes = Array(try Data(contentsOf: folder.appending(path: "made.h5")))
            let error = #expect(throws: HoldfastError.self) { try HDF5Image(bytes).read("x") as [Int] }
            #expect(error?.code == .format)
            #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
        }
    }

    @Test func `the newest layout is refused in words`() throws {
        try withTemporaryFolder { folder in
            let program = "import h5py\nwith h5py.File('made.h5', 'w', libver='latest') as f: f['x'] = [1, 2]"
            #expect(try runProgram(try #require(pythonWithH5py), ["-c", program], in: folder).status == 0)
            let bytes = Array(try Data(contentsOf: folder.appending(path: "made.h5")))
            let error = #expect(throws: HoldfastError.self) { try HDF5Image(bytes) }
            #expect(error?.message.contains("layout of newer HDF5 libraries") == true, "\(error?.message ?? "")")
        }
    }
}
