# Runs Tongsheng from this checkout on Windows, first installing whatever is missing.
#   powershell -ExecutionPolicy Bypass -File packaging\run.ps1
#   powershell -ExecutionPolicy Bypass -File packaging\run.ps1 transcribe talk.wav
#
# NOT RUN: written beside run.sh, whose steps it follows one by one, without a Windows machine at
# hand. What it hands the work to, bootstrap.py, is run and tested on Linux.

$ErrorActionPreference = 'Stop'

$root = Split-Path -Parent $PSScriptRoot
$venv = Join-Path $root '.venv'
if ($env:TONGSHENG_VENV) {
    $venv = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($env:TONGSHENG_VENV)
}
$python = Join-Path $venv 'Scripts\python.exe'
$lock = Join-Path $PSScriptRoot 'requirements.lock'
$stamp = Join-Path $venv 'tongsheng-requirements.lock'

function Test-Current {
    if (-not ((Test-Path $python) -and (Test-Path $stamp))) { return $false }
    return (Get-FileHash $lock).Hash -eq (Get-FileHash $stamp).Hash
}

# Returns the first Python 3.12 or 3.11 that works. The "python" of a fresh Windows only opens the
# store, so each one is tried.
function Find-Python {
    # Windows PowerShell takes a line on standard error for an error of its own.
    $ErrorActionPreference = 'Continue'
    $wanted = 'import sys; sys.exit(sys.version_info[:2] not in {(3, 11), (3, 12)})'
    $candidates = @(
        @{ Program = 'py'; Options = @('-3.12') },
        @{ Program = 'py'; Options = @('-3.11') },
        @{ Program = 'python'; Options = @() }
    )
    if ($env:TONGSHENG_PYTHON) {
        $candidates = @(@{ Program = $env:TONGSHENG_PYTHON; Options = @() })
    }
    foreach ($candidate in $candidates) {
        if (-not (Get-Command $candidate.Program -ErrorAction SilentlyContinue)) { continue }
        $options = $candidate.Options
        & $candidate.Program @options -c $wanted *> $null
        if ($LASTEXITCODE -eq 0) { return $candidate }
    }
    return $null
}

# See set_up in setup.sh for why PYTHONPATH.
$env:PYTHONPATH = $root
Remove-Item Env:PYTHONHOME -ErrorAction SilentlyContinue

if (-not (Test-Current)) {
    $base = Find-Python
    if (-not $base) {
        [Console]::Error.WriteLine('tongsheng: no working Python 3.11 or 3.12 was found.')
        [Console]::Error.WriteLine('  run: winget install --id Python.Python.3.12')
        exit 1
    }
    $options = $base.Options
    & $base.Program @options -P (Join-Path $PSScriptRoot 'bootstrap.py') runtime $venv
    if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
}

# Tells whether a command will load models and names none of its own, as in run.sh.
function Test-NeedsStarter($arguments) {
    $command = $null
    foreach ($argument in $arguments) {
        if ($argument -eq '--') { break }
        if ($argument -match '^(-h|--help|--(translation-)?model(=.*)?)$') { return $false }
        if (-not $command -and $argument -notlike '-*') { $command = $argument }
    }
    return $command -in 'transcribe', 'translate', 'caption', 'bench'
}

$arguments = @($args)
if ($arguments.Count -eq 0) {
    $arguments = @('--install-starter')
} elseif (Test-NeedsStarter $arguments) {
    & $python -P -m app models install starter | Out-Null
    if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
}

& $python -P -m app @arguments
exit $LASTEXITCODE
