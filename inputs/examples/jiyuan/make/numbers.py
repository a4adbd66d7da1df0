"""Numbers of the Jiyuan case that were chosen or copied by hand. Everything here is an estimate unless it says published.

"Plan" is the Jiyuan 14th Five-Year plan for eco-environmental protection (city government, document 13 of 2022).
"""

SPECIES = ("pm25", "pm10", "so2", "nox", "voc", "nh3", "pb")

# First-guess city inventory about 2020, (low, high) in t/a, factor-2 estimate; the case takes the geometric middle sqrt(low high).
# A species that is not named is (nearly) zero and is written as 0.
INVENTORY = {
    "coal_power": dict(so2=(1700, 3200), nox=(2700, 3600), pm25=(250, 500), pm10=(400, 700), voc=(900, 1300), nh3=(60, 200), pb=(0.3, 1.5)),
    "steel": dict(so2=(800, 1900), nox=(1600, 3600), pm25=(700, 1600), pm10=(1200, 2800), voc=(2000, 4200), nh3=(40, 100), pb=(5, 20)),
    "lead_zinc": dict(so2=(800, 3000), nox=(300, 900), pm25=(150, 500), pm10=(250, 900), voc=(50, 150), nh3=(20, 100), pb=(20, 120)),
    "coke": dict(so2=(100, 400), nox=(450, 900), pm25=(250, 700), pm10=(400, 1200), voc=(1500, 4500), nh3=(100, 250), pb=(0.5, 2)),
    "cement": dict(so2=(200, 700), nox=(500, 1300), pm25=(250, 700), pm10=(500, 1600), voc=(100, 400), nh3=(30, 150), pb=(0.3, 1)),
    "chemicals": dict(so2=(50, 200), nox=(100, 300), pm25=(50, 150), pm10=(80, 250), voc=(2000, 5000), nh3=(50, 200)),
    "road_traffic": dict(so2=(15, 40), nox=(2500, 5000), pm25=(80, 180), pm10=(90, 200), voc=(900, 1900), nh3=(60, 150)),
    "non_road": dict(so2=(5, 15), nox=(500, 1200), pm25=(40, 90), pm10=(45, 100), voc=(100, 250)),
    "dust": dict(pm25=(600, 1600), pm10=(3000, 8000), pb=(0.5, 3)),
    "homes": dict(so2=(100, 500), nox=(150, 350), pm25=(300, 900), pm10=(350, 1100), voc=(500, 1300), nh3=(100, 300)),
    "farms": dict(pm25=(50, 300), pm10=(60, 350), voc=(50, 300), nh3=(3500, 7000)),
}

# --- Facilities ------------------------------------------------------------------------------------------------------
# id: name, town, lon, lat, place status, what the place and the capacity rest on
FACILITIES = {
    "qinbei": ("华能沁北电厂", "Wulongkou", 112.7162, 35.1679, "published", "place and 4400 MW: WRI Global Power Plant Database, plan"),
    "yuyuan": ("国电豫源", "Zhicheng", 112.5792, 35.0579, "published", "place and 300 MW: WRI Global Power Plant Database"),
    "jisteel": ("济源钢铁", "Chengliu", 112.510, 35.075, "estimate", "place +-2 km, 4 Mt/a steel; named by the plan"),
    "yuguang_pb": ("豫光金铅", "Kejing", 112.550, 35.100, "estimate", "place +-4 km; 400 kt/a lead published (JOGMEC 2013)"),
    "yuguang_cu": ("豫光铜厂", "Kejing", 112.560, 35.150, "estimate", "place +-4 km; 100 kt/a copper published (JOGMEC 2013)"),
    "yuguang_zn": ("豫光锌业", "Beihai", 112.555, 35.115, "estimate", "place +-3 km; 250 kt/a zinc (200 planned, JOGMEC 2006)"),
    "jinli": ("金利金铅", "Chengliu", 112.490, 35.075, "estimate", "place +-2 km; 150 kt/a lead"),
    "wanyang": ("万洋冶炼", "Sili", 112.500, 35.110, "estimate", "place +-2 km; 150 kt/a lead"),
    "cement": ("中联水泥", "Kejing", 112.580, 35.175, "estimate", "place +-4 km; 4500 t/d clinker published (plan)"),
    "jinma": ("金马能源", "Tiantan", 112.545, 35.065, "estimate", "place +-2 km; 2.1 Mt/a coke computed from the company notice of 2020"),
    "lianchuang": ("联创化工", "Wulongkou", 112.660, 35.140, "estimate", "place +-4 km; capacity unknown"),
    "wte": ("生活垃圾焚烧发电厂", "Kejing", 112.575, 35.140, "estimate", "place unknown, put in the Yuchuan cluster; 600 t/d published (plan)"),
    "lfg": ("垃圾填埋场", "Zhicheng", 112.5461, 35.0014, "published", "place and 1 MW: WRI Global Power Plant Database (CDM registry)"),
}

# Emission points: facility, process, name, sector, group, height m, (diameter m, speed m/s, degC) or None, (sigma_y0, sigma_z0) or None, profile.
# Stack data are estimates: power wet stacks 240 m; flow from 3.1 Nm3/kWh (2.1 of emissions.md) at about 3/4 load.
STACK = "stack"
FUGITIVE = "fugitive"
POINTS = [
    ("qinbei", "stack_1", "Qinbei units 1-2, wet stack", "coal_power", "coal_power", 240, (9.0, 16, 52), None, "power"),
    ("qinbei", "stack_2", "Qinbei units 3-4, wet stack", "coal_power", "coal_power", 240, (9.0, 16, 52), None, "power"),
    ("qinbei", "stack_3", "Qinbei units 5-6, wet stack", "coal_power", "coal_power", 240, (10.0, 20, 52), None, "power"),
    ("qinbei", FUGITIVE, "Qinbei coal and ash yards", "coal_power", "coal_power", 8, None, (90, 4), "power"),
    ("yuyuan", STACK, "Yuyuan wet stack", "coal_power", "coal_power", 180, (6.0, 9, 52), None, "power"),
    ("yuyuan", FUGITIVE, "Yuyuan coal yard", "coal_power", "coal_power", 6, None, (35, 3), "power"),
    ("jisteel", "sinter", "Jiyuan Steel sinter head", "steel_long_process", "steel", 100, (6.0, 14, 110), None, "continuous"),
    ("jisteel", "ironmaking", "Jiyuan Steel blast furnaces and hot stoves", "steel_long_process", "steel", 60, (4.0, 12, 150), None, "continuous"),
    ("jisteel", "steelmaking", "Jiyuan Steel converters and reheating furnaces", "steel_long_process", "steel", 45, (4.5, 14, 80), None, "continuous"),
    ("jisteel", FUGITIVE, "Jiyuan Steel yards, belts, roof vents", "steel_long_process", "steel", 20, None, (200, 9), "continuous"),
    ("yuguang_pb", "tail_gas", "Yuguang lead acid-plant tail gas", "lead_smelting", "lead_zinc", 90, (2.2, 12, 45), None, "continuous"),
    ("yuguang_pb", "hygiene", "Yuguang lead hygiene and fume stacks", "lead_smelting", "lead_zinc", 45, (3.0, 14, 60), None, "continuous"),
    ("yuguang_pb", FUGITIVE, "Yuguang lead roof vents, slag and concentrate yards", "lead_smelting", "lead_zinc", 12, None, (90, 6), "continuous"),
    ("yuguang_cu", "tail_gas", "Yuguang copper acid-plant tail gas", "copper_smelting", "lead_zinc", 90, (2.0, 12, 45), None, "continuous"),
    ("yuguang_cu", "hygiene", "Yuguang copper hygiene stacks", "copper_smelting", "lead_zinc", 50, (2.5, 14, 60), None, "continuous"),
    ("yuguang_cu", FUGITIVE, "Yuguang copper roof vents and yards", "copper_smelting", "lead_zinc", 12, None, (70, 6), "continuous"),
    ("yuguang_zn", "tail_gas", "Yuguang zinc roaster acid-plant tail gas", "zinc_smelting", "lead_zinc", 80, (2.2, 12, 45), None, "continuous"),
    ("yuguang_zn", "hygiene", "Yuguang zinc kiln and hygiene stacks", "zinc_smelting", "lead_zinc", 45, (2.5, 12, 70), None, "continuous"),
    ("yuguang_zn", FUGITIVE, "Yuguang zinc roof vents and yards", "zinc_smelting", "lead_zinc", 10, None, (80, 5), "continuous"),
    ("jinli", "tail_gas", "Jinli acid-plant tail gas", "lead_smelting", "lead_zinc", 70, (1.6, 12, 45), None, "continuous"),
    ("jinli", "hygiene", "Jinli hygiene and fume stacks", "lead_smelting", "lead_zinc", 40, (2.2, 13, 60), None, "continuous"),
    ("jinli", FUGITIVE, "Jinli roof vents, slag and concentrate yards", "lead_smelting", "lead_zinc", 10, None, (60, 5), "continuous"),
    ("wanyang", "tail_gas", "Wanyang acid-plant tail gas", "lead_smelting", "lead_zinc", 70, (1.6, 12, 45), None, "continuous"),
    ("wanyang", "hygiene", "Wanyang hygiene and fume stacks", "lead_smelting", "lead_zinc", 40, (2.2, 13, 60), None, "continuous"),
    ("wanyang", FUGITIVE, "Wanyang roof vents, slag and concentrate yards", "lead_smelting", "lead_zinc", 10, None, (60, 5), "continuous"),
    ("cement", "kiln", "Zhonglian cement kiln", "cement", "cement", 90, (3.5, 14, 100), None, "cement"),
    ("cement", "mills", "Zhonglian cement mills and cooler stacks", "cement", "cement", 40, (2.5, 12, 80), None, "cement"),
    ("cement", FUGITIVE, "Zhonglian cement yards and quarry haul", "cement", "cement", 8, None, (90, 4), "cement"),
    ("jinma", "oven_stack", "Jinma coke-oven stacks", "coke", "coke", 110, (4.0, 8, 180), None, "continuous"),
    ("jinma", "charging", "Jinma charging, pushing and quenching stacks", "coke", "coke", 40, (3.0, 13, 60), None, "continuous"),
    ("jinma", FUGITIVE, "Jinma coal yard, oven leaks and recovery plant", "coke", "coke", 12, None, (110, 6), "continuous"),
    ("lianchuang", STACK, "Lianchuang process stacks", "chlor_alkali", "chemicals", 30, (1.2, 10, 60), None, "continuous"),
    ("lianchuang", FUGITIVE, "Lianchuang leaks, tanks and carbide yard", "chlor_alkali", "chemicals", 8, None, (60, 4), "continuous"),
    ("wte", STACK, "Waste-to-energy stack", "waste", "homes", 80, (2.0, 14, 140), None, "continuous"),
    ("lfg", "engine", "Landfill gas engine", "waste", "homes", 8, (0.3, 15, 400), None, "continuous"),
]

# Relative weights of emission points within their group, per species, in the units that the comment names; only ratios matter
# (each group is scaled to its inventory total). Order of values: pm25 pm10 so2 nox voc nh3 pb.
CAPACITY = {"yuguang_pb": 400, "jinli": 150, "wanyang": 150, "yuguang_cu": 100, "yuguang_zn": 250}  # kt/a
# Smelters, kg per t metal but lead g per t: stack lead 6-30 g/t (middle 13), fugitive lead 10-100 g/t (middle 32); a modern European works: 4.5 g/t in all (published).
SMELTER = {
    "lead_smelting": {"tail_gas": (0.02, 0.025, 2.0, 0.15, 0, 0.05, 3), "hygiene": (0.15, 0.20, 0.6, 0.55, 0.1, 0, 10), FUGITIVE: (0.12, 0.32, 0.1, 0, 0, 0, 32)},
    "copper_smelting": {"tail_gas": (0.02, 0.025, 1.5, 0.15, 0, 0.05, 2), "hygiene": (0.15, 0.20, 0.8, 0.40, 0.1, 0, 8), FUGITIVE: (0.08, 0.20, 0.1, 0, 0, 0, 12)},
    "zinc_smelting": {"tail_gas": (0.01, 0.012, 0.9, 0.10, 0, 0.02, 0.3), "hygiene": (0.06, 0.09, 0.3, 0.30, 0.05, 0, 1.0), FUGITIVE: (0.05, 0.15, 0.05, 0, 0, 0, 0.8)},
}
# All other points: share of the group in percent (town areas below hold the rest, so that each species sums to 100).
POINT_SHARES = {
    # power: by MW (1200, 1200, 2000, 300 of 4700); yards 5 % of PM2.5 and 15 % of PM10
    "qinbei/stack_1": (24.26, 21.70, 25.53, 25.53, 25.53, 25.53, 25.02), "qinbei/stack_2": (24.26, 21.70, 25.53, 25.53, 25.53, 25.53, 25.02),
    "qinbei/stack_3": (40.43, 36.17, 42.56, 42.56, 42.56, 42.56, 41.70), "qinbei/fugitive": (4.68, 14.05, 0, 0, 0, 0, 1.87),
    "yuyuan/stack": (6.05, 5.42, 6.38, 6.38, 6.38, 6.38, 6.26), "yuyuan/fugitive": (0.32, 0.96, 0, 0, 0, 0, 0.13),
    # steel: sinter dominates gases and lead; fugitive share of PM 15-30 % after enclosure, 40-60 % before
    "jisteel/sinter": (19, 15, 54, 38, 64, 70, 82), "jisteel/ironmaking": (20, 19, 24, 25, 6, 0, 5),
    "jisteel/steelmaking": (31, 27, 20, 32, 19, 30, 6), "jisteel/fugitive": (27, 36, 0, 0, 9, 0, 6),
    # coke: Jinma 2.1 Mt/a of about 2.5
    "jinma/oven_stack": (21, 17, 50, 80, 4, 17, 42), "jinma/charging": (29, 29, 30, 3, 5, 0, 25), "jinma/fugitive": (34, 38, 4, 1, 75, 67, 17),
    # cement: 4500 t/d x 310 d x 0.26 kg/t = 363 t NOx of 806
    "cement/kiln": (11, 8, 25, 45, 20, 70, 40), "cement/mills": (10, 9, 0, 0, 0, 0, 0), "cement/fugitive": (14, 18, 0, 0, 0, 0, 2),
    "lianchuang/stack": (18, 16, 40, 40, 3, 10, 0), "lianchuang/fugitive": (12, 14, 0, 0, 9, 10, 0),
    # waste: 600 t/d x 330 d x about 0.46 kg NOx/t (between 250 and 80 mg/m3)
    "wte/stack": (0.5, 0.5, 5, 40, 1, 5, 0), "lfg/engine": (0.2, 0.2, 0.5, 1, 1, 0, 0),
}

# --- Towns -----------------------------------------------------------------------------------------------------------
# id: name, Chinese name, lon, lat (estimate +-3 km), weight of people (estimate), farm weight, industry weight
TOWNS = {
    "qinyuan": ("Qinyuan", "沁园街道", 112.600, 35.075, 0.104, 0.00, 0.05),
    "jishui": ("Jishui", "济水街道", 112.600, 35.090, 0.104, 0.00, 0.03),
    "beihai": ("Beihai", "北海街道", 112.600, 35.100, 0.104, 0.01, 0.06),
    "tiantan": ("Tiantan", "天坛街道", 112.580, 35.090, 0.104, 0.01, 0.10),
    "yuquan": ("Yuquan", "玉泉街道", 112.630, 35.075, 0.104, 0.03, 0.08),
    "kejing": ("Kejing", "克井镇", 112.550, 35.160, 0.07, 0.08, 0.16),
    "wulongkou": ("Wulongkou", "五龙口镇", 112.690, 35.150, 0.07, 0.11, 0.14),
    "zhicheng": ("Zhicheng", "轵城镇", 112.600, 35.045, 0.09, 0.14, 0.08),
    "chengliu": ("Chengliu", "承留镇", 112.500, 35.080, 0.06, 0.11, 0.14),
    "shaoyuan": ("Shaoyuan", "邵原镇", 112.130, 35.160, 0.025, 0.10, 0.02),
    "potou": ("Potou", "坡头镇", 112.540, 34.930, 0.03, 0.09, 0.03),
    "lilin": ("Lilin", "梨林镇", 112.730, 35.080, 0.06, 0.14, 0.04),
    "dayu": ("Dayu", "大峪镇", 112.390, 34.960, 0.015, 0.06, 0.01),
    "sili": ("Sili", "思礼镇", 112.505, 35.105, 0.05, 0.06, 0.05),
    "wangwu": ("Wangwu", "王屋镇", 112.280, 35.115, 0.015, 0.04, 0.005),
    "xiaye": ("Xiaye", "下冶镇", 112.200, 35.020, 0.015, 0.05, 0.01),
}
# Town areas are the nearest-town cells inside the outline, cut by a disc: people live on the valley floors.
SETTLEMENT_RADIUS_KM = 4.0
FARM_RADIUS_KM = 7.0
MINES = {"kejing": 0.35, "xiaye": 0.20, "shaoyuan": 0.10, "wulongkou": 0.15, "chengliu": 0.15, "potou": 0.05}
PARKS = {"chengliu": 0.38, "wulongkou": 0.32, "zhicheng": 0.12, "kejing": 0.10, "yuquan": 0.08}  # Huling, Wulongkou, Qingshui (place unknown), Yuchuan, high-tech
BUILDING_MATERIALS = {"kejing": 0.40, "chengliu": 0.25, "zhicheng": 0.20, "wulongkou": 0.15}  # brick, glass, lime works: places unknown

# Town sectors: id, name, sector, group, weights, radius, release height m, depth m, profile, share of the group in percent
# (pm25 pm10 so2 nox voc nh3 pb), what it rests on.
TOWN_SECTORS = [
    ("forging", "forging furnaces (Zhongyuan Special Steel)", "forging", "steel", {"chengliu": 1.0}, SETTLEMENT_RADIUS_KM, 20, 20, "continuous", (3, 3, 2, 5, 2, 0, 1), "named by the plan, place unknown"),
    ("yugang", "Yugang coking", "coke", "coke", {"chengliu": 1.0}, SETTLEMENT_RADIUS_KM, 40, 40, "continuous", (16, 16, 16, 16, 16, 16, 16), "capacity and place unknown, about 0.4 Mt/a; the plan closes it"),
    ("building", "brick, glass and lime works", "brick_glass_lime", "cement", BUILDING_MATERIALS, SETTLEMENT_RADIUS_KM, 20, 20, "cement", (65, 65, 75, 55, 80, 30, 58), "places unknown"),
    ("parkchem", "chemical parks, smaller firms", "chemicals_small", "chemicals", PARKS, SETTLEMENT_RADIUS_KM, 10, 10, "day_shift", (50, 50, 50, 50, 48, 80, 0), "firms named by the plan, places unknown"),
    ("coating", "coating, printing, furniture, repair shops", "coating", "chemicals", "people_industry", SETTLEMENT_RADIUS_KM, 5, 6, "day_shift", (20, 20, 10, 10, 40, 0, 0), "by people and industry"),
    ("fuel", "filling stations", "filling_stations", "road_traffic", "people", SETTLEMENT_RADIUS_KM, 2, 4, "traffic", (0, 0, 0, 0, 15, 0, 0), "by people"),
    ("nonroad", "construction, yard and farm machines", "non_road", "non_road", "mixed", SETTLEMENT_RADIUS_KM, 2, 4, "day_shift", (100, 100, 100, 100, 100, 0, 0), "half people, rest industry and farms"),
    ("sites", "construction sites", "construction_dust", "dust", "people_industry", SETTLEMENT_RADIUS_KM, 2, 4, "construction", (35, 25, 0, 0, 0, 0, 5), "by people and industry"),
    ("mines", "mines, aggregate and slag yards", "mine_dust", "dust", MINES, SETTLEMENT_RADIUS_KM, 4, 8, "day_shift", (30, 35, 0, 0, 0, 0, 75), "mining towns"),
    ("heating", "home heating and cooking fuel", "heating", "homes", "rural", SETTLEMENT_RADIUS_KM, 5, 6, "home_heating", (77.3, 79.3, 92.5, 54, 51, 95, 0), "people outside the core count four times"),
    ("kitchens", "restaurants and household products", "restaurants", "homes", "people", SETTLEMENT_RADIUS_KM, 6, 6, "kitchens", (22, 20, 2, 5, 47, 0, 0), "by people"),
    ("farmnh3", "livestock and fertiliser", "farm_nh3", "farms", "farms", FARM_RADIUS_KM, 1, 2, "farm_nh3", (0, 0, 0, 0, 0, 98, 0), "by farm weight"),
    ("straw", "straw and stubble burning", "straw", "farms", "farms", FARM_RADIUS_KM, 10, 20, "straw", (100, 100, 0, 0, 100, 2, 0), "by farm weight"),
]
CORE = ("qinyuan", "jishui", "beihai", "tiantan", "yuquan")

# --- Roads: id, name, width m, traffic weight per km, silt weight per km, points. Drawn by hand between towns: no road data.
ROADS = [
    ("g55_north", "Erguang expressway north", 26, 1.6, 0.4, [(112.700, 35.215), (112.672, 35.170), (112.665, 35.120), (112.655, 35.065)]),
    ("g55_south", "Erguang expressway south", 26, 1.6, 0.4, [(112.655, 35.065), (112.628, 35.020), (112.590, 34.965), (112.565, 34.915)]),
    ("g3511_east", "Heze-Baoji expressway east", 26, 1.5, 0.4, [(112.655, 35.065), (112.700, 35.062), (112.740, 35.075)]),
    ("g3511_west", "Heze-Baoji expressway west", 26, 0.9, 0.3, [(112.655, 35.065), (112.600, 35.025), (112.520, 35.040), (112.440, 35.062), (112.380, 35.075)]),
    ("g3511_hills", "Heze-Baoji expressway, hills", 24, 0.6, 0.2, [(112.380, 35.075), (112.320, 35.088), (112.250, 35.105), (112.180, 35.140), (112.100, 35.150)]),
    ("north_road", "Road to Jincheng", 14, 1.0, 2.0, [(112.600, 35.105), (112.590, 35.150), (112.600, 35.185), (112.615, 35.215)]),
    ("jiaoke", "Jiaoke road", 14, 1.2, 2.5, [(112.700, 35.160), (112.640, 35.150), (112.580, 35.155), (112.540, 35.165)]),
    ("yuchuan", "Yuchuan avenue", 20, 1.2, 2.5, [(112.580, 35.100), (112.565, 35.130), (112.555, 35.160)]),
    ("east_road", "Road to Qinyang", 16, 1.2, 1.0, [(112.630, 35.085), (112.680, 35.082), (112.730, 35.084), (112.755, 35.095)]),
    ("wulongkou", "City - Wulongkou road", 14, 1.0, 1.5, [(112.620, 35.100), (112.655, 35.120), (112.690, 35.150), (112.715, 35.165)]),
    ("sili", "City - Sili road", 14, 0.9, 1.5, [(112.570, 35.092), (112.540, 35.100), (112.505, 35.105)]),
    ("huling", "Huling - Chengliu road", 16, 1.3, 2.5, [(112.570, 35.075), (112.530, 35.076), (112.490, 35.078), (112.440, 35.088)]),
    ("west_road", "Chengliu - Wangwu road", 10, 0.4, 0.8, [(112.440, 35.088), (112.370, 35.095), (112.320, 35.105), (112.280, 35.115)]),
    ("far_west", "Wangwu - Shaoyuan road", 10, 0.35, 0.8, [(112.280, 35.115), (112.220, 35.130), (112.170, 35.150), (112.130, 35.160), (112.080, 35.165)]),
    ("south_road", "City - Zhicheng - Potou road", 14, 0.9, 1.2, [(112.600, 35.065), (112.600, 35.045), (112.580, 35.000), (112.560, 34.960), (112.540, 34.930)]),
    ("dayu", "Chengliu - Dayu road", 9, 0.35, 1.0, [(112.490, 35.078), (112.450, 35.030), (112.420, 34.990), (112.390, 34.960)]),
    ("xiaye", "Dayu - Xiaye road", 9, 0.25, 1.2, [(112.390, 34.960), (112.330, 34.985), (112.260, 35.005), (112.200, 35.020)]),
    ("xiaye_north", "Xiaye - Wangwu road", 9, 0.25, 1.2, [(112.200, 35.020), (112.235, 35.060), (112.280, 35.115)]),
    ("ring_west", "West ring", 24, 1.6, 1.5, [(112.565, 35.050), (112.553, 35.080), (112.570, 35.108), (112.600, 35.113)]),
    ("ring_east", "East second ring", 24, 1.6, 1.5, [(112.600, 35.113), (112.635, 35.105), (112.645, 35.080), (112.640, 35.052)]),
    ("main_street", "Jishui main street", 30, 1.8, 0.5, [(112.556, 35.088), (112.600, 35.088), (112.642, 35.090)]),
    ("qinyuan_street", "Qinyuan street", 30, 1.6, 0.5, [(112.600, 35.050), (112.601, 35.080), (112.600, 35.112)]),
]
ROAD_SHARES = {"traffic": (100, 100, 100, 100, 85, 100, 0), "dust": (35, 40, 0, 0, 0, 0, 20)}

# --- Terrain: spot heights in m (published), places estimate, width of the bump in km (estimate) ----------------------
SPOT_HEIGHTS = [
    ("Douding peak", 112.22, 35.24, 1955, 3.0), ("Tiantan peak of Wangwu", 112.28, 35.18, 1715, 2.2),
    ("Baizei ridge", 112.44, 35.24, 1359, 3.0), ("Huayuan ridge", 112.62, 35.26, 1212, 3.0),
]
TERRAIN_WEST, TERRAIN_SOUTH, TERRAIN_STEP, TERRAIN_COLUMNS, TERRAIN_ROWS = 111.80, 34.66, 0.02, 64, 45

# --- Receptors besides the 16 towns: id, name, Chinese name, lon, lat, status, note ------------------------------------
STATIONS = [
    ("core_1", "Core 1, government", "核心区一", 112.590, 35.067, "synthetic", ""),
    ("core_2", "Core 2, north", "核心区二", 112.595, 35.108, "synthetic", ""),
    ("core_3", "Core 3, west", "核心区三", 112.572, 35.083, "synthetic", ""),
    ("core_4", "Core 4, east", "核心区四", 112.622, 35.088, "synthetic", ""),
    ("metal_yuguang", "Metal station, 1 km south-west of Yuguang lead", "豫光金属站", 112.5422, 35.0936, "synthetic", ""),
    ("metal_jinli", "Metal station, 1 km south-west of Jinli", "金利金属站", 112.4822, 35.0686, "synthetic", ""),
    ("metal_wanyang", "Metal station, 1 km south-west of Wanyang", "万洋金属站", 112.4922, 35.1036, "synthetic", ""),
    ("jili_3593a", "Jili 3593A", "吉利监测站", 112.5736, 34.8993, "published", "national station list of 2022-01-01"),
    ("background", "Background, northern mountains", "北部背景点", 112.380, 35.340, "synthetic", ""),
]
RESIDENTS_2020 = 727265  # census, published
