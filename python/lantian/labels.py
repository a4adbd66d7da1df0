"""Names shown in figures and the report, English and Chinese, one table."""

SPECIES = {
    "pm25": ("PM2.5", "PM2.5"), "pm25_primary": ("primary PM2.5", "一次PM2.5"), "so4": ("sulfate", "硫酸盐"), "no3": ("nitrate", "硝酸盐"),
    "pm10": ("PM10", "PM10"), "so2": ("SO2", "二氧化硫"), "nox": ("NOx (as NO2)", "氮氧化物（以NO2计）"), "voc": ("VOC", "挥发性有机物"),
    "nh3": ("NH3", "氨"), "pb": ("lead", "铅"), "cd": ("cadmium", "镉"), "as": ("arsenic", "砷"), "hg": ("mercury", "汞"),
}
GROUPS = {
    "coal_power": ("coal power", "燃煤电厂"), "steel": ("steel", "钢铁"), "lead_zinc": ("lead, zinc smelting", "铅锌冶炼"), "coke": ("coke", "焦化"),
    "cement": ("cement", "水泥"), "chemicals": ("chemicals", "化工"), "road_traffic": ("road traffic", "道路交通"),
    "non_road": ("non-road", "非道路机械"), "dust": ("dust", "扬尘"), "homes": ("homes", "居民生活"), "farms": ("farms", "农业"),
    "outside": ("outside", "外来传输"),
}
# Twelve hues told apart by colour-blind readers as far as twelve can be (after Paul Tol, muted and bright), grey for outside.
GROUP_COLOURS = {
    "coal_power": "#332288", "steel": "#4477AA", "lead_zinc": "#CC3311", "coke": "#222222", "cement": "#999933", "chemicals": "#AA4499",
    "road_traffic": "#EE7733", "non_road": "#DDCC77", "dust": "#B38B6D", "homes": "#CC6677", "farms": "#117733", "outside": "#BBBBBB",
}
TEXTS = {
    "concentration": ("concentration", "浓度"), "town": ("town", "镇街"), "station": ("station", "站点"), "stack": ("stack", "烟囱"),
    "wind": ("wind", "风"), "above_ground": ("above ground", "离地"), "wind_speed": ("wind speed", "风速"),
    "mixing_height": ("mixing height", "混合层高度"), "terrain": ("terrain", "地形高度"), "rising": ("rising", "上升"), "sinking": ("sinking", "下沉"),
    "mean": ("mean", "平均"), "local_time": ("local time", "当地时间"), "maximum": ("maximum", "最大值"),
}
_FALLBACK = ["#44AA99", "#88CCEE", "#661100", "#6699CC", "#AA4466", "#4B0092"]


def pick(table, key, language="en"):
    """Name of a key in a language; the key itself, made readable, when the table lacks it."""
    if key in table:
        return table[key][1 if language == "zh" else 0]
    return key.replace("_", " ")


def colour(group, index=0):
    """Colour of a source group."""
    return GROUP_COLOURS.get(group, _FALLBACK[index % len(_FALLBACK)])
