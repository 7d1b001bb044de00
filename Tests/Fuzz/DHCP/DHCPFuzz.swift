import DHCP
import NetTypes

/// One datagram, heard on each port: parsed, validated, answered, and both messages written and read again.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzDHCP(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let octets = Array(UnsafeBufferPointer(start: start, count: count))
    readFrame(octets)
    guard let message = try? DHCPMessage(parsing: octets) else { return 0 }
    readEverything(message)
    checkEncoding(of: message)
    for port in BootPort.allCases {
        guard case .success(let request) = PXERequest.validate(message, arrivedOn: port) else { continue }
        let files: [BootFile] = [
            .tftp(path: "b/token/snponly.efi"), .uri("http://192.0.2.1:8080/b/token/snponly.efi"),
            .script(uri: "http://192.0.2.1:8080/" + String(repeating: "b", count: 200)),
        ]
        for file in files { checkReply(to: request, file) }
    }
    return 0
}

/// What a packet tap hears may be anything.
private func readFrame(_ octets: [UInt8]) {
    guard let frame = EthernetFrame(parsing: octets) else { return }
    guard frame.encoded() == octets else { fatalError("a frame changes when it is written again") }
    _ = ARPPacket(parsing: frame.payload)
    guard let packet = try? UDPPacket(parsing: frame.payload) else { return }
    guard let again = packet.encoded(), (try? UDPPacket(parsing: again)) == packet else {
        fatalError("a packet changes when it is written again")
    }
}

private func readEverything(_ message: DHCPMessage) {
    _ = (AddressSighting(message), message.vendorClass, message.userClasses, message.clientArchitectures)
    if let reply = SnoopedReply(message, from: .any) {
        for conflict in reply.conflicts(own: []) { _ = conflict.sentence(server: reply.server) }
    }
    _ = (message.clientGUID, message.requestedAddress, message.serverIdentifier, message.bootFileName)
    if let options = message.pxeVendorOptions {
        let encoded = options.encoded()
        guard PXEVendorOptions(parsing: encoded).encoded() == encoded else {
            fatalError("option 43 changes when it is written again")
        }
    }
    if let options = message.ipxeOptions { _ = IPXEOptions(parsing: options.encoded()) }
}

/// Writing and reading again keeps every option with a value.
private func checkEncoding(of message: DHCPMessage) {
    guard let again = try? DHCPMessage(parsing: message.encoded()) else {
        fatalError("a written message cannot be read")
    }
    for option in message.options.elements where !option.value.isEmpty {
        guard again.options[option.code] == option.value[...] else {
            fatalError("option \(option.code.rawValue) is lost")
        }
    }
    guard again.encoded() == message.encoded() else { fatalError("writing twice gives two messages") }
}

private func checkReply(to request: PXERequest, _ file: BootFile) {
    let server = IPv4Address(rawValue: 0xC000_0201)
    guard let reply = try? PXEReply(to: request, serverAddress: server, boot: file) else { return }
    guard (300...PXEReply.maximumLength).contains(reply.payload.count),
        let message = try? DHCPMessage(parsing: reply.payload), message.encoded() == reply.payload
    else { fatalError("a reply does not read as what was meant") }
    guard message.yiaddr == .any, message.op == .reply, message.serverIdentifier == server,
        message.transactionID == request.transactionID, message.chaddr == request.message.chaddr
    else { fatalError("a reply gives an address or is for somebody else") }
    _ = reply.destination(source: IPv4Endpoint(request.ciaddr, 68))
}
