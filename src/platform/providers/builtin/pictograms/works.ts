/** Pictograms of travel, buildings, work, science, technology and money. */
export const WORKS = `
lighthouse: lighthouse | Leuchtturm, Leuchttürme | 灯塔
boat: ship, boat, vessel, ferry | Schiff, Boot, Fähre | 船, 轮船, 船只
sailboat: sailboat, sailing, yacht | Segelboot, Segelschiff, Jacht | 帆船
anchor: anchor, harbour, harbor, port | Anker, Hafen, Häfen | 锚, 港口
airplane: airplane, aeroplane, aircraft, flight, plane | Flugzeug, Flug, Flüge | 飞机, 航班
airplane-takeoff: airport, take-off | Flughafen, Flughäfen | 机场
rocket: rocket, spacecraft, spaceship | Rakete, Raumschiff, Raumfahrt | 火箭, 飞船, 航天
parachute: parachute | Fallschirm | 降落伞
train: train, railway, locomotive, railroad | Zug, Züge, Eisenbahn, Bahn, Lokomotive | 火车, 铁路, 列车
subway: subway, metro, underground railway | U-Bahn, Metro | 地铁
tram: tram, streetcar | Straßenbahn | 电车
bus: bus, buses | Bus, Busse | 公共汽车, 公交车
car: car, automobile | Auto, Automobil | 汽车, 轿车
truck: truck, lorry | Lastwagen, Lkw | 卡车
bicycle: bicycle, bike, cyclist | Fahrrad, Fahrräder, Rad fahren, Radfahrer | 自行车
motorcycle: motorcycle, motorbike | Motorrad, Motorräder | 摩托车
tractor: tractor | Traktor | 拖拉机
ambulance: ambulance | Krankenwagen, Rettungswagen | 救护车
fire-truck: fire engine, firefighter | Feuerwehr | 消防车, 消防员
gas-pump: fuel, petrol, gasoline | Kraftstoff, Benzin, Treibstoff | 燃料, 汽油
tire: tyre, tire | Autoreifen | 轮胎
road-horizon: road, highway, street | Straße, Autobahn | 道路, 公路
bridge: bridge | Brücke | 桥, 桥梁
traffic-signal: traffic light | Ampel | 红绿灯
map-trifold: map, route | Landkarte, Karte, Route | 地图, 路线
map-pin: place of birth, destination | Reiseziel, Zielort | 目的地
compass: compass, navigation | Kompass, Navigation | 指南针, 导航
suitcase-rolling: suitcase, luggage, holiday, vacation | Koffer, Gepäck, Urlaub | 行李箱, 行李, 假期
tent: tent, camping | Zelt, Camping | 帐篷, 露营
binoculars: binoculars | Fernglas | 望远镜
city: city, cities, skyline | Stadt, Städte, Skyline | 城市
buildings: skyscraper, building | Wolkenkratzer, Hochhaus, Gebäude | 摩天大楼, 建筑, 大楼
castle-turret: castle, fortress, tower | Burg, Schloss, Festung, Turm, Türme | 城堡, 塔
church: church, cathedral | Kirche, Dom, Kathedrale | 教堂
mosque: mosque | Moschee | 清真寺
synagogue: synagogue | Synagoge | 犹太教堂
bank: temple, museum | Tempel, Museum, Museen | 寺庙, 博物馆
hospital: hospital, clinic | Krankenhaus, Krankenhäuser, Klinik | 医院, 诊所
factory: factory, industry | Fabrik, Industrie | 工厂, 工业
warehouse: warehouse | Lagerhaus | 仓库
storefront: shop, market, supermarket, bakery | Laden, Geschäft, Markt, Märkte, Supermarkt, Bäckerei | 商店, 市场, 超市
barn: barn, farm, farmer | Scheune, Bauernhof, Bauer, Landwirt | 农场, 农民
windmill: windmill, wind turbine, wind farm | Windmühle, Windrad, Windräder, Windkraft | 风车, 风力发电
solar-panel: solar panel, solar power, solar energy | Solaranlage, Solarenergie, Solarzelle | 太阳能
nuclear-plant: nuclear power, power plant, reactor | Kernkraftwerk, Kraftwerk, Reaktor | 核电站, 发电厂
battery-high: battery, batteries | Batterie, Akku | 电池
plug: plug, socket | Steckdose, Stecker | 插头, 插座
gear: machine, engine, mechanism | Maschine, Motor, Mechanismus | 机器, 发动机, 引擎
hammer: hammer | Hammer | 锤子
wrench: wrench, repair | Schraubenschlüssel, Reparatur | 扳手, 维修
toolbox: toolbox, tool | Werkzeug, Werkzeugkasten | 工具
shovel: shovel, spade | Schaufel, Spaten | 铲子
ladder: ladder | Leiter | 梯子
stairs: stairs, staircase, step | Treppe, Stufe | 楼梯, 台阶
hard-hat: construction site, builder | Baustelle, Bauarbeiter | 工地, 建筑工人
crane-tower: crane | Baukran | 起重机
wall: wall, brick | Mauer, Ziegel | 墙, 砖
briefcase: business, company, job | Unternehmen, Firma, Beruf | 公司, 企业, 工作
calculator: calculator, mathematics, arithmetic | Taschenrechner, Mathematik | 计算器, 数学
calendar: calendar | Kalender | 日历
clock: clock, hour, minute, o'clock | Uhr, Uhrzeit, Stunde, Minute | 时钟, 钟表, 小时, 分钟
hourglass: hourglass | Sanduhr | 沙漏
envelope: email, mail, envelope | Briefumschlag, Post | 邮件, 信封
phone: telephone, phone | Telefon | 电话
device-mobile: smartphone, mobile phone, cell phone | Smartphone, Handy, Mobiltelefon | 手机
laptop: laptop, computer | Laptop, Computer, Rechner | 电脑, 计算机, 笔记本电脑
robot: robot | Roboter | 机器人
cpu: chip, processor, microchip | Chip, Prozessor, Mikrochip | 芯片, 处理器
code: software, program, programmer | Software, Programmierer | 软件, 程序员
database: database | Datenbank | 数据库
hard-drives: server, data centre, data center | Server, Rechenzentrum | 服务器, 数据中心
wifi-high: Wi-Fi, wireless | WLAN | 无线网络
globe: internet, website | Internet, Website, Webseite | 互联网, 网站
broadcast: radio | Radio, Rundfunk | 广播, 无线电
television: television, TV | Fernseher, Fernsehen | 电视
printer: printer | Drucker | 打印机
newspaper: newspaper, journalist | Zeitung, Journalist | 报纸, 记者
book-open: book, reader, library, libraries, novel, literature | Buch, Bücher, Leser, Bibliothek, Roman, Literatur | 书, 图书, 图书馆, 小说, 文学
books: encyclopedia | Lexikon, Enzyklopädie | 百科全书
pencil: pencil | Bleistift | 铅笔
pen-nib: poet, poem, writer, author | Dichter, Gedicht, Schriftsteller, Autor, Autorin | 诗人, 诗, 作家, 作者
graduation-cap: university, universities, graduate, education | Universität, Hochschule, Bildung | 大学, 教育
chalkboard-teacher: teacher, school, classroom, lesson | Lehrer, Lehrerin, Schule, Unterricht, Klassenzimmer | 老师, 教师, 学校, 教室, 课堂
microscope: microscope, laboratory, scientist | Mikroskop, Labor, Wissenschaftler, Forscher | 显微镜, 实验室, 科学家
flask: chemistry, experiment, chemical | Chemie, Experiment, Chemikalie | 化学, 实验
test-tube: test tube | Reagenzglas | 试管
atom: atom, molecule, physics, electron | Atom, Molekül, Physik, Elektron | 原子, 分子, 物理, 电子
magnet: magnet, magnetism | Magnet, Magnetismus | 磁铁, 磁场
prescription: prescription | Medikament | 处方
pill: pill, medicine, drug, tablet | Pille, Tablette, Medizin, Arznei | 药片, 药物, 药
syringe: vaccine, vaccination, injection | Impfung, Impfstoff, Spritze | 疫苗, 注射
stethoscope: doctor, physician | Arzt, Ärztin, Ärzte | 医生
heartbeat: heartbeat, pulse | Herzschlag, Puls | 心跳, 脉搏
first-aid-kit: first aid | Erste Hilfe | 急救
scales: justice, law, court, judge | Gerechtigkeit, Gesetz, Gericht, Richter | 正义, 法律, 法院, 法官
gavel: auction, verdict | Auktion, Urteil | 拍卖, 判决
shield-check: security, protection, safety | Sicherheit, Schutz | 安全, 保护
lock: lock, password, encryption | Vorhängeschloss, Passwort, Verschlüsselung | 锁, 密码, 加密
fingerprint: fingerprint | Fingerabdruck, Fingerabdrücke | 指纹
police-car: police | Polizei | 警察
flag: flag, nation | Flagge, Fahne, Nation | 旗帜, 国旗
coins: coin, money, cash | Münze, Geld, Bargeld | 硬币, 钱
piggy-bank: savings | Ersparnisse, Sparschwein | 储蓄
wallet: wallet | Geldbeutel, Brieftasche | 钱包
credit-card: credit card | Kreditkarte | 信用卡
chart-line-up: growth, stock market | Wachstum, Börse | 增长, 股市
shopping-cart: shopping, customer | Einkauf, Einkäufe, Kunde, Kundin | 购物, 顾客
package: parcel, package, delivery | Paket, Päckchen, Lieferung | 包裹, 快递
recycle: recycling | Recycling, Wiederverwertung | 回收
trash: waste, garbage, rubbish, litter | Abfall, Abfälle, Müll | 垃圾, 废物
diamond: diamond, gem, jewel | Diamant, Edelstein, Juwel | 钻石, 宝石
treasure-chest: treasure | Schatz, Schätze | 宝藏
magnifying-glass: magnifying glass | Lupe | 放大镜
megaphone: megaphone, announcement | Megafon, Ankündigung | 扩音器
target: target | Zielscheibe | 靶子
ghost: ghost | Gespenst | 鬼魂
bomb: bomb, explosion | Bombe, Explosion | 炸弹, 爆炸
peace: peace | Frieden | 和平
gas-can: oil | Erdöl | 石油
`;
