// The words of the editor of decision tables: the library's in Chinese, ours in English.
import chinese from './words-zh.js';
import english from './words-en.js';

Object.assign(chinese, {
  '"value"': '"值"', '"value", "value", ...': '"值", "值", ...', 'Add cell description': '加格子说明', 'Add input': '加输入列', 'Add input column left': '左边加输入列', 'Add input column right': '右边加输入列',
  'Add output': '加输出列', 'Add output column left': '左边加输出列', 'Add output column right': '右边加输出列', 'Add predefined values': '加可选值', 'Add rule': '加一行', 'Add rule above': '上面加一行', 'Add rule below': '下面加一行', 'Add values': '加值',
  After: '晚于', And: '且', Annotation: '注释', Annotations: '说明', Before: '早于', Between: '之间', 'Boolean value': '是否值', 'Change cell expression language': '改格子的写法', 'Clear predefined values': '清除可选值', Comparison: '比较', 'Comparison operator': '比较方式',
  'Copy input column': '复制输入列', 'Copy output column': '复制输出列', 'Copy rule': '复制这一行', 'Custom values': '其他值', 'Cut input column': '剪切输入列', 'Cut output column': '剪切输出列', 'Cut rule': '剪切这一行',
  Date: '日期', 'Date and time': '日期时间', 'Date and time value': '日期时间', 'Date value': '日期', 'Decision name': '表名', 'Decision name: ': '表名：', 'Duration value': '时长', Edit: '编辑', 'Edit boolean': '改是否值', 'Edit date': '改日期', 'Edit date and time': '改日期时间', 'Edit duration': '改时长',
  'Edit end date': '改结束日期', 'Edit end date and time': '改结束时间', 'Edit end time': '改结束时刻', 'Edit input': '改输入列', 'Edit number': '改数字', 'Edit output': '改输出列', 'Edit start date': '改开始日期', 'Edit start date and time': '改开始时间', 'Edit start time': '改开始时刻', 'Edit string': '改文字', 'Edit time': '改时刻',
  'Editing not supported for set expression language': '这种写法不能在这里改', 'End date': '结束日期', 'End date and time': '结束时间', 'End time': '结束时刻', 'End value': '上限', 'Enter expression': '写表达式', Equals: '等于', Exactly: '恰好', Exclude: '不含', Expression: '表达式', 'Expression language': '写法', 'Expression language: {expressionLanguageLabel}': '写法：{expressionLanguageLabel}',
  Greater: '大于', 'Greater or equals': '大于等于', 'Hit policy': '命中策略', 'Hit policy:': '命中策略：', Include: '包含', Input: '输入', 'Input expression': '取哪个值', 'Input expression: ': '取哪个值：', 'Input label': '列名', 'Input label: ': '列名：', 'Input type': '类型', 'Input values': '可选值',
  Less: '小于', 'Less or equals': '小于等于', 'Match none': '都不是', 'Match one': '其中之一', 'Move rule': '移动这一行', No: '否', 'No values': '没有值', Output: '输出', 'Output label': '列名', 'Output label: ': '列名：', 'Output name': '输出的名称', 'Output name: ': '输出的名称：', 'Output type': '类型', 'Output values': '可选值',
  'Paste input column left': '粘贴到左边', 'Paste input column right': '粘贴到右边', 'Paste output column left': '粘贴到左边', 'Paste output column right': '粘贴到右边', 'Paste rule above': '粘贴到上面', 'Paste rule below': '粘贴到下面', 'Predefined values': '可选值', Range: '范围', 'Range end operator': '上限是否包含', 'Range end value': '上限', 'Range start operator': '下限是否包含', 'Range start value': '下限',
  'Remove cell description': '去掉格子说明', 'Remove input column': '删除输入列', 'Remove output column': '删除输出列', 'Remove rule': '删除这一行', Resize: '调宽', 'Set date': '选日期', 'Set date and time': '选日期时间', 'Set duration': '写时长', 'Set time': '选时刻', 'Set value': '写值', 'Start date': '开始日期', 'Start date and time': '开始时间', 'Start time': '开始时刻', 'Start value': '下限',
  'String value': '文字', 'Strings must be in double quotes': '文字要用英文双引号', 'Test type': '比较种类', Then: '就', Time: '时刻', 'Time value': '时刻', Type: '类型', 'Use now': '用现在', 'Use today': '用今天', Value: '值', Values: '值', 'View DRD': '看关系图', When: '当', Yes: '是', 'e.g. { example } ': '如 { example } ', 'e.g. { sample }': '如 { sample }',
  Unique: '只能一行', First: '第一行', Priority: '按优先', Any: '一致即可', Collect: '全部', 'Rule order': '按行序', 'Output order': '按输出', 'Collect (Sum)': '求和', 'Collect (Min)': '取最小', 'Collect (Max)': '取最大', 'Collect (Count)': '计数', Sum: '求和', Min: '最小', Max: '最大', Count: '计数', List: '列出',
  string: '文字', boolean: '是否', number: '数字', date: '日期', time: '时刻', dateTime: '日期时间', dayTimeDuration: '时长', yearMonthDuration: '年月时长', Any_: '任意',
  'No overlap is possible and all rules are disjoint. Only a single rule can be matched': '各行互不重叠，只能有一行符合', 'Rules may overlap. The first matching rule will be chosen': '可以重叠，取从上往下第一行符合的', 'Rules may overlap. The one with the highest priority will be chosen': '可以重叠，取优先的一行（系统不支持）', 'Rules may overlap. Their output have to match': '可以重叠，但输出要一样',
  'Collects the values of all matching rules': '符合的行全部取用', 'Collects the values of all matching rules and sums up to a single value': '符合的行全部取用并相加', 'Collects the values of all matching rules and uses the lowest value': '符合的行里取最小的', 'Collects the values of all matching rules and uses the highest value': '符合的行里取最大的', 'Collects the values of all matching rules and counts the number of them': '数一数有几行符合', 'Collects the values of all matching rules in rule order': '符合的行按行序取用（系统不支持）', 'Collects the values of all matching rules in decreasing output priority order': '符合的行按输出优先取用（系统不支持）',
  Add: '添加', Copy: '复制', Cut: '剪切', Paste: '粘贴', Remove: '删除',
});

Object.assign(english, {
  '试一试': 'Try it', '填上各项的值，看哪一行符合。': 'Fill in the values and see which row fits.', '看结果': 'Decide', '（空）': '(empty)', '是': 'yes', '否': 'no',
  '为什么别的行不符合': 'Why other rows do not fit', '第 {row} 行': 'Row {row}', '第 {row} 行：{why}': 'Row {row}: {why}', '遗漏和重复': 'Left out, decided twice', '正在看……': 'Looking…', '表现在读不出来：': 'The table cannot be read now: ',
  '这张表可以提交': 'This table can be submitted', '表没有打开。请刷新页面，或者看检查结果。': 'The table did not open. Reload the page, or see the findings.',
  '表里有编辑器不认得的内容（{n} 处），保存会丢失，所以只能看。请导出后用专业软件修改，再导入。': 'The table holds {n} things this editor does not know and would lose; it is shown only. Export it, change it with a modeller, import it again.',
});
