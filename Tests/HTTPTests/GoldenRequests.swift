/// Requests as boot clients send them.
enum GoldenRequests {
    static let iPXE = """
        GET /nixos/worker/bzImage HTTP/1.1\r\nConnection: keep-alive\r
        User-Agent: iPXE/1.0.0+git-20190125.36a4c85-5.1\r\nHost: 10.0.0.1:8080\r\n\r\n
        """
    static let edk2Head = """
        HEAD /b/t0ken/snponly.efi HTTP/1.1\r\nHost: 10.0.0.1:8080\r\nAccept: */*\r
        User-Agent: UefiHttpBoot/1.0\r\n\r\n
        """
    static let edk2Get = """
        GET /b/t0ken/snponly.efi HTTP/1.1\r\nHost: 10.0.0.1:8080\r\nAccept: */*\r
        User-Agent: UefiHttpBoot/1.0\r\n\r\n
        """
    static let curl = """
        GET /boot.ipxe?mac=52:54:00:12:34:de HTTP/1.1\r\nHost: localhost:8080\r
        User-Agent: curl/7.88.1\r\nAccept: */*\r\n\r\n
        """
    static let wget = """
        GET /x HTTP/1.1\r\nHost: 10.0.0.1\r\nUser-Agent: Wget/1.21.3\r\nAccept: */*\r
        Accept-Encoding: identity\r\nConnection: Keep-Alive\r\n\r\n
        """
    static let grub = """
        GET /dir//grubx64.efi HTTP/1.1\r\nHost: 10.0.0.1:8080\r\nUser-Agent: GRUB 2.06\r\n\r\n
        """
    static let iPXERange = """
        GET /disk.img HTTP/1.1\r\nConnection: keep-alive\r\nUser-Agent: iPXE/1.21.1\r
        Host: 10.0.0.1\r\nRange: bytes=512-1023\r\n\r\n
        """

    static let all = [iPXE, edk2Head, edk2Get, curl, wget, grub, iPXERange]
}
