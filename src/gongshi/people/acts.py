"""What the acts of the audit log are called."""

#: Act → Chinese. One that is missing is shown by its key.
TITLES = {
    "login": "登录",
    "login.failed": "登录失败",
    "login.second_factor": "验证码通过",
    "login.resume": "接着提交",
    "logout": "退出",
    "password.change": "修改密码",
    "second_factor.enrol": "绑定手机",
    "person.add": "增加人员",
    "person.approve": "批准人员",
    "person.disable": "停用人员",
    "person.reset": "重置人员",
    "mend.ask": "请信用办看",
    "withdraw.ask": "请求撤回",
    "withdraw": "撤回",
    "withdraw.refuse": "不同意撤回",
    "nil.declare": "零报告",
    "ledger.backup": "备份",
    "ledger.restore": "恢复台账",
    "unit.rename": "单位更名",
    "unit.merge": "单位合并",
    "unit.split": "单位分设",
    "unit.transfer": "单位划转",
}
