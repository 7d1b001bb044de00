import TFTP
import Testing

struct TFTPOptionsTests {
    struct Case: CustomTestStringConvertible {
        let testDescription: String
        let requested: [TFTPOption]
        let granted: [TFTPOption]
    }

    static let cases = [
        Case(testDescription: "none", requested: [], granted: []),
        Case(
            testDescription: "edk2",
            requested: [
                TFTPOption("tsize", "0"), TFTPOption("blksize", "1468"), TFTPOption("windowsize", "4"),
            ],
            granted: [
                TFTPOption("tsize", "3000"), TFTPOption("blksize", "1468"), TFTPOption("windowsize", "4"),
            ]),
        Case(
            testDescription: "capped",
            requested: [TFTPOption("blksize", "8192"), TFTPOption("windowsize", "64")],
            granted: [TFTPOption("blksize", "1468"), TFTPOption("windowsize", "16")]),
        Case(
            testDescription: "small is kept",
            requested: [TFTPOption("blksize", "8"), TFTPOption("windowsize", "1")],
            granted: [TFTPOption("blksize", "8"), TFTPOption("windowsize", "1")]),
        Case(testDescription: "blksize 7", requested: [TFTPOption("blksize", "7")], granted: []),
        Case(testDescription: "windowsize 0", requested: [TFTPOption("windowsize", "0")], granted: []),
        Case(
            testDescription: "windowsize 65536", requested: [TFTPOption("windowsize", "65536")], granted: []),
        Case(
            testDescription: "timeout is echoed", requested: [TFTPOption("timeout", "255")],
            granted: [TFTPOption("timeout", "255")]),
        Case(testDescription: "timeout 0", requested: [TFTPOption("timeout", "0")], granted: []),
        Case(testDescription: "timeout 256", requested: [TFTPOption("timeout", "256")], granted: []),
        Case(
            testDescription: "unknown ignored",
            requested: [
                TFTPOption("multicast", ""), TFTPOption("utimeout", "5"), TFTPOption("blksize", "1024"),
            ], granted: [TFTPOption("blksize", "1024")]),
        Case(
            testDescription: "malformed ignored",
            requested: [
                TFTPOption("blksize", "+512"), TFTPOption("tsize", ""), TFTPOption("windowsize", "4x"),
                TFTPOption("timeout", "99999999999999999999"),
            ], granted: []),
        Case(
            testDescription: "spelling kept", requested: [TFTPOption("BlkSize", "512")],
            granted: [TFTPOption("BlkSize", "512")]),
        Case(
            testDescription: "first of two",
            requested: [TFTPOption("blksize", "600"), TFTPOption("BLKSIZE", "700")],
            granted: [TFTPOption("blksize", "600")]),
    ]

    @Test(arguments: cases)
    func `only what was requested is granted, within bounds`(_ sample: Case) {
        let options = TFTPOptions(granting: sample.requested, fileSize: 3000, limits: TFTPLimits())
        #expect(options.acknowledged == sample.granted)
        let blockSize = sample.granted.first { $0.isNamed("blksize") }?.value ?? "512"
        let windowSize = sample.granted.first { $0.isNamed("windowsize") }?.value ?? "1"
        #expect(String(options.blockSize) == blockSize)
        #expect(String(options.windowSize) == windowSize)
    }

    @Test(arguments: ["blksize", "windowsize", "timeout", "tsize"])
    func `an option's name matches in any case, and keeps its spelling`(_ name: String) throws {
        let mixed = String(
            name.enumerated().map { $0.offset % 2 == 0 ? Character($0.element.uppercased()) : $0.element })
        for spelling in [name, name.uppercased(), name.prefix(1).uppercased() + name.dropFirst(), mixed] {
            let asked = TFTPRequest(
                .read, fileName: [0x61], mode: .octet,
                options: [TFTPOption(spelling, name == "tsize" ? "0" : "9")])
            guard case .request(let request) = try TFTPPacket(parsing: TFTPPacket.request(asked).octets)
            else {
                Issue.record("\(spelling) is no request")
                continue
            }
            let options = TFTPOptions(granting: request.options, fileSize: 9, limits: TFTPLimits())
            #expect(options.acknowledged == [TFTPOption(spelling, "9")])
            #expect(options.blockSize == (name == "blksize" ? 9 : 512), "\(spelling)")
            #expect(options.windowSize == (name == "windowsize" ? 9 : 1), "\(spelling)")
            #expect(options.timeout == (name == "timeout" ? Duration.seconds(9) : nil), "\(spelling)")
        }
    }

    @Test func `a negotiated timeout is in seconds`() {
        let options = TFTPOptions(
            granting: [TFTPOption("timeout", "3")], fileSize: 0, limits: TFTPLimits())
        #expect(options.timeout == .seconds(3))
    }

    @Test(arguments: [(1500, 1468), (576, 544), (9000, 8968), (10, 8), (70000, 65464)])
    func `a block fits the link unfragmented`(_ mtu: Int, _ blockSize: Int) {
        #expect(TFTPLimits.blockSize(forMTU: mtu) == blockSize)
    }

    @Test func `a nonsensical cap is brought into the range of the RFCs`() {
        var limits = TFTPLimits()
        limits.blockSize = -1
        limits.windowSize = 0
        let options = TFTPOptions(
            granting: [TFTPOption("blksize", "512"), TFTPOption("windowsize", "9")], fileSize: 0,
            limits: limits)
        #expect(options.blockSize == 8)
        #expect(options.windowSize == 1)
    }
}
