import Foundation
import NetTypes

/// The DHCP datagrams that real firmware and its servers exchanged, from a pcap file in `Vectors`.
struct Capture {
    struct Datagram {
        let sourcePort: UInt16
        let destinationPort: UInt16
        let payload: [UInt8]
    }

    let datagrams: [Datagram]

    /// Reads a little-endian pcap file of Ethernet frames; what is not DHCP over IPv4 is left out.
    init?(named name: String) {
        guard let url = Bundle.module.url(forResource: name, withExtension: "pcap", subdirectory: "Vectors"),
            let file = try? Data(contentsOf: url), file.prefix(4).elementsEqual([0xD4, 0xC3, 0xB2, 0xA1])
        else { return nil }
        var reader = ByteReader(Array(file.dropFirst(24)))
        var datagrams: [Datagram] = []
        while reader.read(8) != nil, let length = reader.readUInt32()?.byteSwapped, reader.read(4) != nil,
            let frame = reader.read(Int(length))
        {
            if let datagram = Self.datagram(Array(frame)) { datagrams.append(datagram) }
        }
        self.datagrams = datagrams
    }

    private static func datagram(_ frame: [UInt8]) -> Datagram? {
        var reader = ByteReader(frame)
        guard reader.read(12) != nil, reader.readUInt16() == 0x0800, let version = reader.readUInt8(),
            reader.read(8) != nil, reader.readUInt8() == 17, reader.read(Int(version & 15) * 4 - 10) != nil,
            let source = reader.readUInt16(), let destination = reader.readUInt16(),
            let length = reader.readUInt16(), reader.readUInt16() != nil,
            let payload = reader.read(Int(length) - 8), [67, 68, 4011].contains(destination)
        else { return nil }
        return Datagram(sourcePort: source, destinationPort: destination, payload: Array(payload))
    }
}
