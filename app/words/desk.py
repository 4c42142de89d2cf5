"""The words about captions outside the window, the tray, keys and scenes, in both languages."""

from __future__ import annotations

from app.words.texts import Words

_OVERLAY: dict[str, tuple[str, str]] = {
    "overlay.title": ("Captions over other windows", "悬浮字幕"),
    "overlay.open": ("Over other windows", "悬浮字幕"),
    "overlay.hint": ("Captions appear here.", "字幕会显示在这里。"),
    "overlay.smaller": ("Smaller text", "缩小文字"),
    "overlay.larger": ("Larger text", "放大文字"),
    "overlay.click_through": ("Let clicks through", "让鼠标穿透"),
    "overlay.settings": ("Settings of these captions", "悬浮字幕设置"),
    "overlay.close": ("Close these captions", "关闭悬浮字幕"),
    "overlay.through": (
        "Clicks go through the captions now.",
        "鼠标现在可以穿透字幕。",
    ),
    "overlay.through.more": (
        "{way} takes hold of them again.",
        "{way}可重新操作字幕。",
    ),
    "overlay.through.button": ("The button here", "此处的按钮"),
    "action.take_hold": ("Take hold again", "重新操作"),
    "reading.title": ("Captions for an audience", "观众字幕"),
    "reading.open": ("For an audience", "观众模式"),
    "reading.keys": ("Esc leaves  ·  + and − change the size", "Esc 退出  ·  + 和 − 调整大小"),
}

_TRAY: dict[str, tuple[str, str]] = {
    "tray.listening": ("listening", "正在收听"),
    "tray.paused": ("not listening", "未收听"),
    "tray.waiting": ("not ready yet", "尚未就绪"),
    "tray.failed": ("failed", "出现故障"),
    "tray.show": ("Show the window", "显示窗口"),
    "tray.quit": ("Quit", "退出"),
}

_SCENES: dict[str, tuple[str, str]] = {
    "scene.title": ("Scene", "场景"),
    "scene.is": ("Scene: {scene}", "场景：{scene}"),
    "scene.edit": ("Edit scenes…", "编辑场景…"),
    "scene.everyday": ("Everyday", "日常"),
    "scene.meeting": ("Meeting", "会议"),
    "scene.travel": ("Travel", "旅行"),
    "scene.lecture": ("Lecture", "讲座"),
    "scene.video": ("Video", "视频"),
    "scene.list": ("Scenes", "场景列表"),
    "scene.intro": (
        "A scene keeps how you listen and read: source, direction, caption size and the captions "
        "over other windows. What you change stays with the scene you are in.",
        "场景会记住收听和阅读方式：声音来源、翻译方向、字幕大小和悬浮字幕。所做的更改保留在当前场景中。",
    ),
    "scene.current": ("{scene} (now)", "{scene}（当前）"),
    "scene.switch": ("Go there", "切换"),
    "scene.remove": ("Remove", "删除"),
    "scene.begin_anew": ("Begin anew", "恢复初始"),
    "scene.name": ("Name of a new scene", "新场景的名称"),
    "scene.add": ("Add", "添加"),
    "message.scene": ("Scene: {scene}", "场景：{scene}"),
    "message.scene.more": ("", ""),
}

_KEYS: dict[str, tuple[str, str]] = {
    "keys.listen": ("Listen or stop", "开始或停止收听"),
    "keys.overlay": ("Captions over other windows", "悬浮字幕"),
    "keys.click_through": ("Let clicks through these captions", "让鼠标穿透悬浮字幕"),
    "keys.reading": ("Captions for an audience", "观众字幕"),
    "keys.show_window": ("Show the window", "显示窗口"),
    "keys.next_scene": ("Next scene", "下一个场景"),
    "keys.next_pane": ("Next pane", "下一个窗格"),
    "keys.previous_pane": ("Previous pane", "上一个窗格"),
    "keys.open": ("Open a file", "打开文件"),
    "keys.save": ("Save", "保存"),
    "keys.terms": ("Names and terms", "名称和术语"),
    "keys.settings": ("Settings", "设置"),
    "keys.quit": ("Quit", "退出"),
    "keys.conflict": ("Also used for: {other}", "也用于：{other}"),
    "keys.taken": (
        "Another program has these keys; they work in Tongsheng's own windows.",
        "其他程序占用了这个快捷键；在同声的窗口中仍然有效。",
    ),
    "keys.reach.windows": (
        "This desktop gives programs no keys beyond their own windows.",
        "此桌面环境不允许程序在自己的窗口之外使用快捷键。",
    ),
    "keys.reach.off": (
        "Keys work in Tongsheng's own windows.",
        "快捷键仅在同声的窗口中有效。",
    ),
    "keys.reach.asking": (
        "Waiting for the desktop to give these keys…",
        "正在等待桌面环境分配快捷键…",
    ),
    "keys.reach.everywhere": (
        "The first four keys work while another program is in front.",
        "其他程序在前台时，前四个快捷键仍有效。",
    ),
    "keys.reach.refused": (
        "You told the desktop to give no keys. Choose them above to be asked again.",
        "您拒绝了桌面环境的请求。在上方重新选择后，会再次询问。",
    ),
    "keys.reach.ended": (
        "The desktop gave no keys. Keys work in Tongsheng's own windows.",
        "桌面环境没有分配快捷键。快捷键仅在同声的窗口中有效。",
    ),
    "keys.given": ("{what}: {keys}", "{what}：{keys}"),
    "keys.given.none": ("{what}: no keys given", "{what}：未分配快捷键"),
    "keys.configure": ("Change them in the desktop…", "在桌面设置中更改…"),
    "keys.space": (
        "Backspace leaves something without keys. The space bar always listens or stops while the "
        "main window has the keyboard.",
        "按退格键可清除快捷键。主窗口有键盘焦点时，空格键始终用于开始或停止收听。",
    ),
}

_SETTINGS: dict[str, tuple[str, str]] = {
    "settings.group.overlay": ("Captions over other windows", "悬浮字幕"),
    "settings.group.scenes": ("Scenes", "场景"),
    "settings.group.keys": ("Keys", "快捷键"),
    "settings.search": ("Search the settings", "搜索设置"),
    "settings.nothing_found": ("No setting has these words.", "没有找到相关设置。"),
    "settings.reset": ("Reset", "恢复默认"),
    "settings.reset.of": ("Reset: {group}", "恢复默认：{group}"),
    "settings.guide": ("First steps…", "入门向导…"),
    "settings.import": ("Import…", "导入…"),
    "settings.export": ("Export…", "导出…"),
    "settings.scale": ("Size of the window's text", "界面文字大小"),
    "settings.reduces_motion": ("Motion", "动画"),
    "settings.reduces_motion.no": ("Usual", "正常"),
    "settings.reduces_motion.yes": ("Reduced", "减少"),
    "settings.announces": ("Screen reader says", "屏幕阅读器朗读"),
    "settings.announces.nothing": ("No captions", "不朗读字幕"),
    "settings.announces.source": ("Finished captions: original", "说完的字幕：原文"),
    "settings.announces.translation": ("Finished captions: translation", "说完的字幕：译文"),
    "settings.announces.both": ("Finished captions: both", "说完的字幕：原文和译文"),
    "settings.keeps_in_tray": ("Closing the window", "关闭窗口时"),
    "settings.keeps_in_tray.no": ("Quits", "退出程序"),
    "settings.keeps_in_tray.yes": ("Keeps running in the tray", "在系统托盘中继续运行"),
    "settings.overlay_content": ("Shows", "显示内容"),
    "settings.overlay_content.source": ("The original", "原文"),
    "settings.overlay_content.translation": ("The translation", "译文"),
    "settings.overlay_content.both": ("Both", "原文和译文"),
    "settings.overlay_lines": ("Lines of each language", "每种语言的行数"),
    "settings.overlay_size": ("Size of letters", "文字大小"),
    "settings.overlay_font": ("Font", "字体"),
    "settings.overlay_font.own": ("The program's own", "程序默认字体"),
    "settings.overlay_colour": ("Colour of the translation", "译文颜色"),
    "settings.overlay_source_colour": ("Colour of the original", "原文颜色"),
    "settings.overlay_colour.white": ("White", "白色"),
    "settings.overlay_colour.yellow": ("Yellow", "黄色"),
    "settings.overlay_colour.cyan": ("Cyan", "青色"),
    "settings.overlay_colour.green": ("Green", "绿色"),
    "settings.overlay_colour.black": ("Black on white", "白底黑字"),
    "settings.overlay_ground": ("Behind the text", "文字背景"),
    "settings.overlay_ground.plate": ("A plate", "底板"),
    "settings.overlay_ground.outline": ("An outline", "描边"),
    "settings.overlay_opacity": ("Density of the plate", "底板浓度"),
    "settings.overlay_screen": ("Screen", "屏幕"),
    "settings.overlay_screen.last": ("Where it was last", "上次所在的屏幕"),
    "settings.global_keys": ("While another program is in front", "其他程序在前台时"),
    "settings.global_keys.yes": ("The first four keys work there too", "前四个快捷键仍有效"),
    "settings.global_keys.no": ("No key works there", "快捷键不起作用"),
    "message.settings_reset": ("These settings are as they were at first.", "已恢复默认设置。"),
    "message.settings_reset.more": ("", ""),
    "message.settings_imported": ("Settings imported.", "已导入设置。"),
    "message.settings_imported.more": ("", ""),
    "message.settings_exported": ("Settings saved as “{name}”.", "设置已保存为“{name}”。"),
    "message.settings_exported.more": ("", ""),
    "message.settings_same": ("Nothing had to be changed.", "没有需要更改的设置。"),
    "message.settings_same.more": ("", ""),
    "action.undo_settings": ("Undo", "撤销"),
    "file.settings": ("Settings", "设置"),
    "file.settings_name": ("tongsheng-settings", "同声设置"),
    "file.open_settings": ("Import settings", "导入设置"),
    "file.save_settings": ("Export settings", "导出设置"),
}

_GUIDE: dict[str, tuple[str, str]] = {
    "guide.title": ("First steps", "入门向导"),
    "guide.place": ("{number} of {count}", "第 {number} 步，共 {count} 步"),
    "guide.skip": ("Skip", "跳过"),
    "guide.back": ("Back", "上一步"),
    "guide.next": ("Next", "下一步"),
    "guide.done": ("Done", "完成"),
    "guide.language": ("Welcome to Tongsheng", "欢迎使用同声"),
    "guide.language.more": (
        "It hears, translates and captions speech on this computer alone. Four short steps; each "
        "can be skipped, and all of this is in the settings too.",
        "同声只在这台电脑上识别、翻译语音并显示字幕。共四个简短步骤，都可以跳过，之后也能在设置中更改。",
    ),
    "guide.microphone": ("Say a sentence", "请说一句话"),
    "guide.microphone.more": (
        "Speak as you will speak later, from where you will be.",
        "请在之后要说话的位置，用平常的声音说话。",
    ),
    "guide.microphone.silent": (
        "Nothing to be heard yet. Speak, or choose another microphone.",
        "还没有听到声音。请说话，或换一个麦克风。",
    ),
    "guide.microphone.faint": (
        "Very faint. Come closer, or turn the microphone up.",
        "声音很小。请靠近一些，或调高麦克风音量。",
    ),
    "guide.microphone.heard": ("Your voice is heard well.", "声音清楚。"),
    "guide.microphone.too_loud": (
        "Too loud: the sound is cut off. Turn the microphone down a little.",
        "声音过大，出现削波。请稍微调低麦克风音量。",
    ),
    "guide.microphone.private": (
        "This only measures how loud it is. Nothing is kept, and nothing leaves this computer.",
        "此处只测量音量，不保存任何声音，也不会离开这台电脑。",
    ),
    "guide.models": ("Choose the models", "选择模型"),
    "guide.models.more": (
        "One recognises speech, one translates. They are fetched once; after that no network is "
        "needed. You can go on while they are on their way.",
        "一个用于识别语音，一个用于翻译。只需下载一次，之后无需网络。下载时可以继续下一步。",
    ),
    "guide.machine": (
        "This computer: {memory} of memory, {cores} processor cores.",
        "这台电脑：内存 {memory}，处理器 {cores} 核。",
    ),
    "guide.model": ("{model}: {task}", "{model}：{task}"),
    "guide.too_large": ("needs more memory than this computer has", "所需内存超过这台电脑"),
    "guide.install": ("Fetch these", "下载所选"),
    "guide.fetching": ("The download begins…", "正在开始下载…"),
    "guide.fetching_left": ("On their way, {left} left", "正在下载，还需 {left}"),
    "guide.total": (
        "{size}, about {time} at the speed measured",
        "{size}，按实测速度约需 {time}",
    ),
    "guide.total_example": (
        "{size}, about {time} at 20 Mbit/s; measured once it begins",
        "{size}，以 20 Mbit/s 计约需 {time}；开始下载后按实测速度显示",
    ),
    "guide.have_models": ("The models are here.", "模型已就绪。"),
    "guide.no_models": ("Nothing chosen.", "未选择模型。"),
    "guide.caption": ("Your first caption", "第一条字幕"),
    "guide.caption.more": (
        "Press Listen and speak. The same button is at the bottom of the window.",
        "按“收听”后开始说话。窗口底部有同样的按钮。",
    ),
}

DESK_LABELS: dict[str, Words] = {
    key: Words(*both)
    for part in (_OVERLAY, _TRAY, _SCENES, _KEYS, _SETTINGS, _GUIDE)
    for key, both in part.items()
}
