# NOT RUN YET: no Windows machine was at hand.
# Builds bundle and installer on Windows with Python 3.12, its launcher, and Inno Setup 6.3 or later:
#   powershell -ExecutionPolicy Bypass -File packaging\windows\build.ps1
$ErrorActionPreference = 'Stop'

$root = Split-Path -Parent (Split-Path -Parent $PSScriptRoot)
Set-Location $root
$env:PYTHONPATH = $root
$env:PYTHONUTF8 = '1'

function Invoke-Checked([string] $Program, [string[]] $Arguments) {
    & $Program @Arguments
    if ($LASTEXITCODE -ne 0) { throw "$Program ended with $LASTEXITCODE" }
}

$venv = Join-Path $root '.venv'
$python = Join-Path $venv 'Scripts\python.exe'
Invoke-Checked 'py' @('-3.12', '-P', (Join-Path $root 'packaging\bootstrap.py'), 'dev', $venv)
Invoke-Checked $python @('packaging\bundle.py')

# The command line proves the bundle; the window's program has no output of its own.
Invoke-Checked 'dist\tongsheng\tongsheng-cli.exe' @('--self-test=window')

$version = & $python '-c' 'import app; print(app.__version__)'
$compiler = Get-Command 'iscc' -ErrorAction SilentlyContinue
$iscc = if ($compiler) { $compiler.Source } else { "${env:ProgramFiles(x86)}\Inno Setup 6\ISCC.exe" }
# To sign: set TONGSHENG_SIGNTOOL to a signtool command with $f for the file.
$sign = if ($env:TONGSHENG_SIGNTOOL) { @("/Stongsheng=$env:TONGSHENG_SIGNTOOL", '/DSigned') } else { @() }
Invoke-Checked $iscc (@("/DVersion=$version") + $sign + @('packaging\windows\tongsheng.iss'))
