// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

// The C library is reached in this one file of the folder.

func naturalLogarithm(_ x: Double) -> Double {
    #if canImport(Darwin)
        Darwin.log(x)
    #else
        Glibc.log(x)
    #endif
}
