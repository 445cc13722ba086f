export const TOOLS = ["curl", "crontab", "python", "powershell", "github", "systemd"] as const;
export type Tool = (typeof TOOLS)[number];

/** How a job says that it has run, to be copied as it is. `url`: the monitor's ping address. */
export const SNIPPETS: Record<Tool, (url: string) => string> = {
  curl: (url) => `curl -fsS -m 10 --retry 5 -o /dev/null ${url}`,

  crontab: (url) => `PING=${url}

0 3 * * *  curl -fsS -m 10 -o /dev/null "$PING/start"; /usr/local/bin/backup; curl -fsS -m 10 --retry 5 -o /dev/null "$PING/$?"`,

  python: (url) => `import urllib.request

PING = "${url}"


def ping(signal: str = "") -> None:
    try:
        urllib.request.urlopen(f"{PING}/{signal}".rstrip("/"), timeout=10).close()
    except OSError as error:  # whatever it is, the job goes on
        print(f"not reported: {error}")


ping("start")
try:
    run_the_job()
except BaseException:
    ping("fail")
    raise
ping()`,

  powershell: (url) => `$Ping = '${url}'

Invoke-RestMethod -TimeoutSec 10 "$Ping/start" | Out-Null
& C:\\Jobs\\Backup.exe
Invoke-RestMethod -TimeoutSec 10 "$Ping/$(if ($LASTEXITCODE -eq 0) { 0 } else { 'fail' })" | Out-Null`,

  github: (url) => `# gh secret set TOCSIN_PING_URL --body "${url}"

      - name: Tell Tocsin how it ended
        if: always()
        env:
          PING: \${{ secrets.TOCSIN_PING_URL }}
          SIGNAL: \${{ job.status == 'success' && '0' || 'fail' }}
        run: curl -fsS -m 10 --retry 5 -o /dev/null "$PING/$SIGNAL?m=\${{ job.status }}" || true`,

  systemd: (url) => `# systemctl edit backup.service
[Service]
Environment=TOCSIN_PING_URL=${url.replaceAll("%", "%%")}
ExecStartPre=-/usr/bin/curl -fsS -m 10 -o /dev/null \${TOCSIN_PING_URL}/start?rid=\${INVOCATION_ID}
ExecStopPost=-/bin/sh -c 'test "$$SERVICE_RESULT" = success && signal=0 || signal=fail; exec curl -fsS -m 10 --retry 5 -o /dev/null "$$TOCSIN_PING_URL/$$signal?rid=$$INVOCATION_ID"'`,
};
