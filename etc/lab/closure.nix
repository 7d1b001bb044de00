# The two systems of the lab, made of Debian's parts without a network: the installer, and the one it installs.
{ parts }:
let
  part = name: builtins.path { path = parts + "/${name}"; inherit name; };
  busybox = part "busybox";
  kernel = part "linux";
  initrd = part "initrd";
  files = part "files";
  system = name: software: extra: derivation ({
    name = "nixos-system-${name}-25.05";
    system = "x86_64-linux";
    builder = "${busybox}/bin/sh";
    args = [ "${files}/toplevel" ];
    PATH = "${busybox}/bin";
    inherit busybox kernel initrd files software;
    host = name;
    variant = "";
    params = "console=ttyS0,115200 net.ifnames=0";
    loader = "";
    grub = "";
  } // extra);
in
{
  installer = system "installer" (part "installer-software") { variant = "installer"; };
  worker = system "rack-worker" (part "system-software") {
    params = "console=ttyS0,115200 net.ifnames=0 root=LABEL=nixos";
    loader = part "systemd-boot";
    grub = part "grub";
  };
}
