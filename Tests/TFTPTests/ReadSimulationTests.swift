import TFTP
import Testing

struct ReadSimulationTests {
    static let sizes: [UInt64] = [0, 1, 511, 512, 513, 1468 * 4, 40_000, 100_003]

    @Test(arguments: sizes, [(8, 1), (512, 1), (512, 4), (1468, 16)])
    func `every octet arrives over a lossy network`(_ size: UInt64, _ shape: (Int, Int)) {
        let seed = UInt64.random(in: .min ... .max)
        var network = ReadSimulation(
            size: size, blockSize: shape.0, windowSize: shape.1, lossPercent: 5, seed: seed)
        expectDelivery(of: size, over: &network, seed)
    }

    @Test(arguments: [(0, 1), (0, 8), (1, 1), (1, 8), (1, 16)] as [(UInt64, Int)])
    func `more than 65535 blocks arrive`(_ lossPercent: UInt64, _ windowSize: Int) {
        let seed = UInt64.random(in: .min ... .max)
        let size: UInt64 = 8 * 66_000 + 5
        var network = ReadSimulation(
            size: size, blockSize: 8, windowSize: windowSize, lossPercent: lossPercent, seed: seed)
        expectDelivery(of: size, over: &network, seed)
    }

    @Test(arguments: [1, 4, 16])
    func `nothing is sent twice on a network without loss`(_ windowSize: Int) {
        var network = ReadSimulation(
            size: 512 * 160 - 1, blockSize: 512, windowSize: windowSize, lossPercent: 0, seed: 1)
        #expect(network.run() == .delivered(serverSawEnd: true))
        let negotiation = windowSize == 1 ? 0 : 2
        #expect(network.packetsSent == 160 + 160 / windowSize + negotiation)
    }

    @Test func `loss costs little more than what was lost`() {
        var network = ReadSimulation(
            size: 512 * 4000, blockSize: 512, windowSize: 16, lossPercent: 2, seed: 20_240_117)
        guard case .delivered = network.run() else {
            Issue.record("not delivered")
            return
        }
        #expect(network.packetsSent < 4000 * 3 / 2)
    }

    private func expectDelivery(of size: UInt64, over network: inout ReadSimulation, _ seed: UInt64) {
        let stop = network.run()
        guard case .delivered = stop else {
            Issue.record("\(stop) with seed \(seed)")
            return
        }
        #expect(network.delivered == size, "seed \(seed)")
        #expect(network.isIntact, "seed \(seed)")
    }
}
