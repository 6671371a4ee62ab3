"""Runs the ExecStart of a unit with what the unit says, where systemd is not the first process: run-unit.py UNIT INSTANCE [NAME=VALUE …]

Applied: user and group, working directory, environment and its files, StateDirectory, UMask, LimitNOFILE, ProtectSystem=strict, ProtectHome,
PrivateTmp, PrivateDevices, ProtectKernelTunables, ProtectControlGroups, ProtectProc, no capabilities, NoNewPrivileges, SystemCallFilter,
RestrictAddressFamilies and RestrictNamespaces. LimitNOFILE is not raised above the hard limit of this machine. Needs root, systemd-analyze, and
Debian's python3-seccomp with /usr/bin/python3.
"""
import ctypes
import errno
import os
import pwd
import resource
import shlex
import socket
import subprocess
import sys

import seccomp

unit, instance, *more = sys.argv[1:]
settings = {}
for line in open(unit):
    name, found, value = line.strip().partition('=')
    if found and not line.startswith('#'):
        settings.setdefault(name, []).append(value.replace('%i', instance))
one = lambda name: settings[name][-1]
user = pwd.getpwnam(one('User'))
environment = {'PATH': '/usr/local/bin:/usr/bin:/bin', 'LANG': 'C.UTF-8', 'HOME': user.pw_dir, 'USER': user.pw_name}
environment |= dict(pair.split('=', 1) for value in settings.get('Environment', []) for pair in shlex.split(value))
for path in settings.get('EnvironmentFile', []):
    environment |= dict(line.strip().split('=', 1) for line in open(path) if '=' in line and not line.startswith('#'))
environment |= dict(pair.split('=', 1) for pair in more)
state = '/var/lib/' + one('StateDirectory')
os.makedirs(state, exist_ok=True)
os.chown(state, user.pw_uid, user.pw_gid)
os.chmod(state, int(one('StateDirectoryMode'), 8))

def run(*command):
    subprocess.run(command, check=True, capture_output=True)

libc = ctypes.CDLL(None, use_errno=True)
if libc.unshare(0x00020000):  # CLONE_NEWNS
    raise OSError(ctypes.get_errno(), 'unshare')
run('mount', '--make-rprivate', '/')
run('mount', '--bind', state, state)
for path in ['/tmp', '/var/tmp', '/home', '/root', '/run/user']:
    if os.path.isdir(path):
        run('mount', '-t', 'tmpfs', '-o', 'mode=1777' if 'tmp' in path else 'mode=000', 'tmpfs', path)
run('mount', '-t', 'tmpfs', '-o', 'mode=755', 'tmpfs', '/mnt')
for device in ['null', 'zero', 'full', 'random', 'urandom', 'tty']:
    open('/mnt/' + device, 'w').close()
    run('mount', '--bind', '/dev/' + device, '/mnt/' + device)
os.mkdir('/mnt/shm')
run('mount', '-t', 'tmpfs', '-o', 'mode=1777', 'tmpfs', '/mnt/shm')
run('mount', '--rbind', '/mnt', '/dev')
run('mount', '-t', 'proc', '-o', 'hidepid=invisible', 'proc', '/proc')
writable = (state, '/tmp', '/var/tmp', '/dev', '/proc')
points = [line.split()[4] for line in open('/proc/self/mountinfo')]
for point in points:
    if not any(point == path or point.startswith(path + '/') for path in writable):
        subprocess.run(['mount', '-o', 'bind,remount,ro', point], capture_output=True)
for path in filter(os.path.exists, ['/proc/sys', '/proc/sysrq-trigger', '/proc/irq', '/proc/bus']):
    run('mount', '--bind', path, path)
    run('mount', '-o', 'bind,remount,ro', path)

os.umask(int(one('UMask'), 8))
limit = int(one('LimitNOFILE')) if 'LimitNOFILE' in settings else 1024
limit = min(limit, resource.getrlimit(resource.RLIMIT_NOFILE)[1])
resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
os.chdir(one('WorkingDirectory'))

names = subprocess.run(['systemd-analyze', 'syscall-filter'], capture_output=True, text=True, check=True).stdout
groups, group = {}, None
for line in names.splitlines():
    if line.startswith('@'):
        group = groups.setdefault(line.strip(), [])
    elif group is not None and line.strip() and not line.strip().startswith('#'):
        group.append(line.strip())
def calls(name):
    return {call for member in groups[name] for call in (calls(member) if member.startswith('@') else [member])}
rules = seccomp.SyscallFilter(seccomp.ERRNO(errno.EPERM))
for call in calls(one('SystemCallFilter')) - {'socket', 'unshare', 'setns', 'clone', 'clone3'}:
    try:
        rules.add_rule(seccomp.ALLOW, call)
    except (RuntimeError, ValueError):
        pass  # a call of another architecture
for family in one('RestrictAddressFamilies').split():
    rules.add_rule(seccomp.ALLOW, 'socket', seccomp.Arg(0, seccomp.EQ, int(getattr(socket, family))))
NAMESPACES = 0x7E020080
rules.add_rule(seccomp.ALLOW, 'clone', seccomp.Arg(0, seccomp.MASKED_EQ, NAMESPACES, 0))
# As systemd does: its flags are in memory, where a filter cannot look; glibc then uses clone.
rules.add_rule(seccomp.ERRNO(errno.ENOSYS), 'clone3')

command = shlex.split(one('ExecStart'))
for capability in range(64):
    libc.prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP
os.setgroups([])
os.setresgid(user.pw_gid, user.pw_gid, user.pw_gid)
os.setresuid(user.pw_uid, user.pw_uid, user.pw_uid)
libc.prctl(38, 1, 0, 0, 0)  # PR_SET_NO_NEW_PRIVS
rules.load()
os.execve(command[0], command, environment)
