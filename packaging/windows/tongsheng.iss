; NOT RUN YET: no Windows machine was at hand.
; The installer for Windows, by Inno Setup 6.3 or later. In PowerShell, from the checkout:
;   powershell -ExecutionPolicy Bypass -File packaging\windows\build.ps1
; For one user by default, so that no administrator is needed. The user's data stays when it is removed.

#ifndef Version
  #error Call build.ps1, which names the version
#endif

[Setup]
AppId={{6B1D3C0B-6B0B-4D2B-9A4E-5F1C3A2D7E90}
AppName=Tongsheng 同声
AppVersion={#Version}
AppPublisher=The Tongsheng project
DefaultDirName={autopf}\Tongsheng
DefaultGroupName=Tongsheng
DisableProgramGroupPage=yes
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
LicenseFile=..\..\LICENSE
OutputDir=..\..\dist
OutputBaseFilename=Tongsheng-{#Version}-setup
SetupIconFile=..\..\build\bundle\icons\app.ico
UninstallDisplayIcon={app}\tongsheng.exe
Compression=lzma2
SolidCompression=yes
WizardStyle=modern
CloseApplications=yes
#ifdef Signed
SignTool=tongsheng
#endif

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"

[CustomMessages]
en.DesktopIcon=A shortcut on the desktop
en.OpenNow=Open Tongsheng
en.DataStays=Tongsheng is removed. Models, history and settings stay in%n%n%1%n%nDelete that folder if you want them gone.

[Tasks]
Name: "desktopicon"; Description: "{cm:DesktopIcon}"; Flags: unchecked

[Files]
Source: "..\..\dist\tongsheng\*"; DestDir: "{app}"; Flags: recursesubdirs createallsubdirs ignoreversion

[InstallDelete]
; What an earlier version brought and this one does not must not be found by Python.
Type: filesandordirs; Name: "{app}\_internal"

[Icons]
Name: "{autoprograms}\Tongsheng 同声"; Filename: "{app}\tongsheng.exe"
Name: "{autodesktop}\Tongsheng 同声"; Filename: "{app}\tongsheng.exe"; Tasks: desktopicon

[Run]
Filename: "{app}\tongsheng.exe"; Description: "{cm:OpenNow}"; Flags: nowait postinstall skipifsilent

[Code]
procedure CurUninstallStepChanged(CurUninstallStep: TUninstallStep);
begin
  if (CurUninstallStep = usPostUninstall) and not UninstallSilent then
    MsgBox(FmtMessage(CustomMessage('DataStays'), [ExpandConstant('{localappdata}\tongsheng')]),
      mbInformation, MB_OK);
end;
